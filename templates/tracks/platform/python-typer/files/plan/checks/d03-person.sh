#!/bin/sh
# The note about one real person: its form.
exec sh plan/note-check docs/notes/d03-person.md 120 'Who and what' 'Where they stopped' 'What I change first'
