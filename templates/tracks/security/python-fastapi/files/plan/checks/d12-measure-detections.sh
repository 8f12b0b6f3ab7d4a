#!/bin/sh
# The note about measured detections: its form, and that both seeds are in it.
sh plan/note-check docs/notes/d12-measure-detections.md 150 'Hypothesis' 'Before and after' 'What it costs the analyst' 'Verdict' || exit 1
if ! grep -qi 'seed[ =`]*2' docs/notes/d12-measure-detections.md; then
  echo 'docs/notes/d12-measure-detections.md does not say what happened on SEED=2' >&2
  exit 1
fi
