#!/bin/sh
# Three hypotheses: their form, and that each was checked. Whether they are interesting is for a reader to judge.
set -eu
note=docs/notes/d03-hypotheses.md
sh plan/note-check "$note" 200 'Hypothesis' 'Expected' 'Found'
for heading in Hypothesis Expected Found; do
  count=$(grep -ciE "^#+ +$heading" "$note" || true)
  if [ "$count" -lt 3 ]; then
    echo "$note: $count sections \"$heading\", three are wanted" >&2
    exit 1
  fi
done
cells=$(grep -c '^assert ' explore/look.py || true)
if [ "$cells" -lt 10 ]; then
  echo "explore/look.py: $cells assertions, at least 10: the seven of day 1 and one for each hypothesis" >&2
  exit 1
fi
