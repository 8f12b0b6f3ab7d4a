#!/bin/sh
# The measurement: the comparison is in the document and says faster, the budget was lowered, and the words are there.
set -eu
faults=0
missing() {
  echo "$1" >&2
  faults=1
}
# The time falls far less than the statements do: pages are still fetched, checked and flushed. The budget holds the count.
# | first sync | before | after | difference, 95 % | factor | verdict |
row=$(sed -n 's/^| first sync *|//p' docs/performance.md)
if [ -z "$row" ]; then
  missing 'docs/performance.md holds no comparison: make perf-compare A=before B=after'
elif ! printf '%s\n' "$row" | awk -F '|' '{ exit !($4 + 0 >= 2 && $5 ~ /faster/) }'; then
  missing "docs/performance.md: the first sync is not faster by a factor of 2: |$row"
fi
allowed=$(sed -n 's/^  "statementsPerPulledNote": \([0-9.]*\),*$/\1/p' perf/budget.json)
if ! awk -v most="${allowed:-9}" 'BEGIN { exit !(most <= 0.1) }'; then
  missing "perf/budget.json still allows $allowed statements per pulled note, at most 0.1 is asked for: make ratchet"
fi
npm run --silent counts >&2 || missing 'make counts is over the budget'
sh plan/note-check docs/performance.md 1 'Hypothesis' 'What it cost' || faults=1
words=$(sed -e '1,/^## Hypothesis/d' docs/performance.md | wc -w)
[ "$words" -ge 80 ] || missing "docs/performance.md: $words words after \"Hypothesis\", at least 80"
exit "$faults"
