#!/bin/sh
# The note about the drill: its form.
exec sh plan/note-check docs/notes/d12-drill.md 25 'Time to restore' 'Surprise'
