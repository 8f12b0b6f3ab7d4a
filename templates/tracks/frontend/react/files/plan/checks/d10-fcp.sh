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
node -e '
  const { landing } = JSON.parse(require("fs").readFileSync("perf/budget.json", "utf8"));
  if (landing > 170000) {
    console.error(`perf/budget.json: the landing chain is still ${landing} bytes: make ratchet`);
    process.exit(1);
  }' || faults=1
words=$(sed -e '1,/^What was changed/d' docs/performance.md | wc -w)
[ "$words" -ge 60 ] || missing "docs/performance.md: $words words under the table, at least 60"
exit "$faults"
