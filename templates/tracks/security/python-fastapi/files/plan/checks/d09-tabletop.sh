#!/bin/sh
# The decisions of the exercise: their form. What they say is for a reader to judge.
exec sh plan/note-check docs/notes/d09-tabletop.md 200 'Decisions' 'What nobody knew' 'At three in the morning' 'One change'
