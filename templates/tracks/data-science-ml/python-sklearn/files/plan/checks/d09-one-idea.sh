#!/bin/sh
# The note about one idea: its form, and a row that `make compare` wrote.
set -eu
note=docs/notes/d09-one-idea.md
sh plan/note-check "$note" 120 'Hypothesis' 'Before and after' 'What it cost' 'Verdict'
if ! grep -qE '^\| [^|]+ \| [^|]+ \| [0-9.]+ \| [0-9.]+ \| .*\[.*\].*\[.*\] \| (better|worse|not shown better) \|$' "$note"; then
  echo "$note: no row of the form that make compare writes" >&2
  exit 1
fi
