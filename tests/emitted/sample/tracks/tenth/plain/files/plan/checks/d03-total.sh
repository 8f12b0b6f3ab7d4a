#!/bin/sh
# The last line of the tally says how many were sold.
last=$(printf 'roll,2\nloaf,1\n' | sh src/tally.sh - --total | tail -n 1)
[ "$last" = 'total 3' ] && exit 0
echo "tally --total does not end with 'total 3', but with '$last'"
exit 1
