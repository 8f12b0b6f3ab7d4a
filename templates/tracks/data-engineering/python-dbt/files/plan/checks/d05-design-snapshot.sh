#!/bin/sh
# The decision about snapshots: its form. What it says is for a reader to judge.
exec sh plan/note-check docs/notes/d05-design-snapshot.md 300 'Context' 'Options' 'Decision' 'How we will know'
