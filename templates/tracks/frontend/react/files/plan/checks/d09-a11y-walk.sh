#!/bin/sh
# The walk: at least five findings with a severity, one of them repaired, and what was learned.
set -eu
file=docs/accessibility.md
rows=$(grep -cE '^\|.*\| *(low|medium|high) *\| *(open|repaired) *\|$' "$file" || true)
mended=$(grep -cE '^\|.*\| *repaired *\|$' "$file" || true)
faults=0
if [ "$rows" -lt 5 ]; then
  echo "$file: $rows findings, at least 5, each with a severity (low, medium, high) and a state (open, repaired)" >&2
  faults=1
fi
if [ "$mended" -lt 1 ]; then
  echo "$file: no finding is repaired" >&2
  faults=1
fi
sh plan/note-check "$file" 260 'What I learned' || faults=1
exit "$faults"
