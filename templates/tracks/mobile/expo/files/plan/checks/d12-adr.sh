#!/bin/sh
# The form of the note. What it says is for a reader to judge.
exec sh plan/note-check docs/adr/0006-your-decision.md 250 'Context' 'Options compared' 'Decision' 'Consequences'
