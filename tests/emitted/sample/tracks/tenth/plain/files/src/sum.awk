# One line an item, in the order in which the items were first sold.
BEGIN { FS = "," }
NF == 2 {
  if (!($1 in sum)) order[++n] = $1
  sum[$1] += $2
}
END {
  for (i = 1; i <= n; i++) print order[i] " " sum[order[i]]
}
