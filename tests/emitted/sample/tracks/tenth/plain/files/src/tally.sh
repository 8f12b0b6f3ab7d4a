#!/bin/sh
# Adds up sales. usage: sh src/tally.sh FILE, where a line is item,count
set -eu
exec awk -f src/sum.awk "$1"
