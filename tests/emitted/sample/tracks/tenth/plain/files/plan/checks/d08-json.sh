#!/bin/sh
# --json gives one object.
said=$(printf 'roll,2\nloaf,1\n' | sh src/tally.sh - --json)
[ "$said" = '{"roll":2,"loaf":1}' ] && exit 0
echo "tally --json does not give one object, but '$said'"
exit 1
