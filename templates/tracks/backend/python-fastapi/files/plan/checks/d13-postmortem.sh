#!/bin/sh
# The postmortem of incident 2: its form.
exec sh plan/note-check docs/postmortem-rollback.md 300 'What happened' 'Impact' 'Timeline' 'How we found it' \
  'Why it was possible' 'What we change'
