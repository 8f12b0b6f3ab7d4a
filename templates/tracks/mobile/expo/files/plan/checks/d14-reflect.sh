#!/bin/sh
# The form of the note. What it says is for a reader to judge.
exec sh plan/note-check docs/reflection.md 150 'What I enjoyed' 'What I did not' 'Three metrics I would improve next'
