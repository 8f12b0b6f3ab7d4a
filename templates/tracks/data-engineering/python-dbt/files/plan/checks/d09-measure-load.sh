#!/bin/sh
# The note about one measured change: its form, and a row of `make scale` from before and from after.
set -eu
note=docs/notes/d09-measure-load.md
sh plan/note-check "$note" 120 'Hypothesis' 'Before and after' 'What it cost' 'Verdict'
for run in before after; do
  if ! grep -Eq "^\| $run \| [0-9][^|]* \| [0-9][^|]* \| [0-9][^|]* \|$" "$note"; then
    echo "$note has no row that 'make scale LABEL=$run' printed" >&2
    exit 1
  fi
done
