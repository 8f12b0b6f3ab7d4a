#!/bin/sh
# The note about one hypothesis: its form, and two rows that `make perf` wrote, before and after.
set -eu
sh plan/note-check docs/notes/d11-latency.md 120 'Hypothesis' 'Before and after' 'What it cost' 'Verdict'
rows=$(grep -cE '^\| .+ \| [0-9.]+ \([0-9.]+ to [0-9.]+\) \|' docs/notes/d11-latency.md || true)
if [ "$rows" -lt 2 ]; then
  echo "docs/notes/d11-latency.md: $rows rows of the form that make perf writes, at least one before and one after" >&2
  exit 1
fi
