#!/bin/sh
# The postmortem of incident 1: its form.
exec sh plan/note-check docs/postmortem-great-on-paper.md 300 'Symptom' 'Timeline' 'Cause' 'Why it passed' 'Guard'
