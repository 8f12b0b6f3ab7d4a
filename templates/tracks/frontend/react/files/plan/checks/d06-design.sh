#!/bin/sh
# The design note for the export: its form. What it says is for a reader to judge.
exec sh plan/note-check docs/notes/d06-design.md 250 'Flow' 'States' 'Wording' 'At 50,000 rows' 'Not built'
