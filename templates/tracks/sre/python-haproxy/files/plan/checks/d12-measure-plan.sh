#!/bin/sh
# The note about one measured rollout plan: its form.
exec sh plan/note-check docs/notes/d12-measure-plan.md 120 'Hypothesis' 'Before and after' 'What it cost' 'Verdict'
