#!/bin/sh
# The design note for the report cache: its form. What it says is for a reader to judge.
exec sh plan/note-check docs/notes/d06-design-cache.md 200 \
  'What may be stale' 'For whom' 'How it is invalidated' 'How I will prove it'
