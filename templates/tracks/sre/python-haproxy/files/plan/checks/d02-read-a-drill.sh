#!/bin/sh
# The human half of a postmortem: its form. What it says is for a reader to judge.
exec sh plan/note-check docs/notes/d02-read-a-drill.md 250 'Impact and detection' 'Contributing factors' 'What went well' 'Actions'
