#!/bin/sh
# The reflection: its words. `fortnight reflect` reads its numbers.
exec sh plan/note-check docs/reflection.md 150 'What I enjoyed' 'What I did not' 'Three metrics I would improve next'
