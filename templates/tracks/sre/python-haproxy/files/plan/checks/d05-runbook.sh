#!/bin/sh
# The runbook for a canary that is down: its form.
exec sh plan/note-check docs/runbooks/canary-down.md 150 'Is it real' 'Stop the harm' 'Find the cause' 'Never' 'Afterwards'
