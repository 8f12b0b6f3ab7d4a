#!/bin/sh
# The postmortem of incident 2: its form.
exec sh plan/note-check docs/postmortem-three-times.md 150 'What happened' 'Impact' 'Why it was possible' 'What we change'
