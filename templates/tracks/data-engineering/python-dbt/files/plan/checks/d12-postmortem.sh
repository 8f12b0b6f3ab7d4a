#!/bin/sh
# The postmortem of incident 1: its form.
exec sh plan/note-check docs/postmortem-green-but-short.md 300 'Symptom' 'Timeline' 'Cause' \
  'Why it shipped' 'What stops it next time'
