#!/bin/sh
exec sh plan/note-check docs/notes/d14-note.md 50 Next
