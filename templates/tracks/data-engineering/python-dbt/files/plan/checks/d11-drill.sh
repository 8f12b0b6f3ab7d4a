#!/bin/sh
# The note about the drill: its form.
exec sh plan/note-check docs/notes/d11-drill.md 40 'Times' 'Surprise'
