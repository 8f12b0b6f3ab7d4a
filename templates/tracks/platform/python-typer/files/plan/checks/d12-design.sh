#!/bin/sh
# The design note about retiring a version: its form.
exec sh plan/note-check docs/notes/d12-design.md 200 'Who is affected' 'What they are told' 'When it ends' \
  'What could go wrong'
