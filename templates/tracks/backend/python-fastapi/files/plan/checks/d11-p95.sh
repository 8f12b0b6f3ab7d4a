#!/bin/sh
# The note about one measured change: its form.
exec sh plan/note-check docs/notes/d11-p95.md 120 'Hypothesis' 'Before and after' 'What it cost' 'Verdict'
