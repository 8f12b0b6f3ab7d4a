#!/bin/sh
# The form of the note. What it says is for a reader to judge.
exec sh plan/note-check docs/notes/d12-postmortem.md 250 'What happened' 'How we saw it' 'Why it was possible' 'What we change'
