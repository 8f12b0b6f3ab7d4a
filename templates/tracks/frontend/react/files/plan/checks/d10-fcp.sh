#!/bin/sh
# The measurement: both results are there, the document has the verdict and the words, the budget was ratcheted.
set -eu
faults=0
missing() {
  echo "$1" >&2
  faults=1
}
for label in before after; do
  [ -f "perf/results/$label.json" ] || missing "perf/results/$label.json is missing: make perf LABEL=$label"
done
grep -q 'Together: \*\*faster\*\*' docs/performance.md ||
  missing 'docs/performance.md has no verdict "faster": make perf-compare A=before B=after'
landing=$(sed -n 's/^  "landing": \([0-9]*\),$/\1/p' perf/budget.json)
[ "${landing:-999999}" -le 170000 ] ||
  missing "perf/budget.json: the landing chain is still allowed $landing bytes: make ratchet"
words=$(sed -e '1,/^What was changed/d' docs/performance.md | wc -w)
[ "$words" -ge 60 ] || missing "docs/performance.md: $words words under the table, at least 60"
exit "$faults"
