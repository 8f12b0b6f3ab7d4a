#!/bin/sh
# The design note for the gate: its form. What it says is for a reader to judge.
exec sh plan/note-check docs/notes/d06-design-gate.md 250 'Costs' 'Options' 'Cut' 'How we will notice'
