#!/bin/sh
# --top N shows the N items that sold best.
said=$(printf 'roll,2\nloaf,9\ncake,5\n' | sh src/tally.sh - --top 2 | tr '\n' ' ')
[ "$said" = 'loaf 9 cake 5 ' ] && exit 0
echo "tally --top 2 does not show the two best, but '$said'"
exit 1
