#!/bin/sh
# The postmortem of one incident: its form.
exec sh plan/note-check docs/postmortem-platform.md 300 'What happened' 'Impact' 'Timeline' 'How we found it' \
  'Why it was possible' 'What we change'
