#!/bin/sh
# The measurement: the budget is lower, the app keeps it, and the document says how and at what price.
set -eu
faults=0
missing() {
  echo "$1" >&2
  faults=1
}
allowed=$(sed -n 's/^  "statementsPerPulledNote": \([0-9.]*\),*$/\1/p' perf/budget.json)
if ! awk -v most="${allowed:-9}" 'BEGIN { exit !(most <= 0.1) }'; then
  missing "perf/budget.json still allows $allowed statements per pulled note, at most 0.1 is asked for"
fi
npm run --silent counts >&2 || missing 'make counts is over the budget'
sh plan/note-check docs/performance.md 150 'Hypothesis' 'Before' 'After' 'What it cost' || faults=1
exit "$faults"
