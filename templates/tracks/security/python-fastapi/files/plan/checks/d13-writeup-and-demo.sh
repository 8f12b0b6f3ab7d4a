#!/bin/sh
# The postmortem of incident 1 or 2: its form.
file=docs/postmortem-search.md
if [ ! -f "$file" ] && [ -f docs/postmortem-no-alert.md ]; then file=docs/postmortem-no-alert.md; fi
exec sh plan/note-check "$file" 300 'What happened' 'Impact' 'Timeline' 'How we found it' 'Why it was possible' 'What we change'
