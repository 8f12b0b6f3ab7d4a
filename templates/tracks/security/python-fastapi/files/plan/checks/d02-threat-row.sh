#!/bin/sh
# The note about the new flow: its form. Whether its rows resolve is what make controls says.
exec sh plan/note-check docs/notes/d02-threat-row.md 200 'The flow' 'What could go wrong' 'What stands against it' 'What I accept'
