#!/bin/sh
exec sh plan/note-check docs/postmortem-last-sale.md 100 Impact Cause
