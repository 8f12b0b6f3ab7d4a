#!/bin/sh
# Scaffolds without a prompt, as a CI job or a script of a company does: answers on stdin, the path on stdout.
#
#   sh examples/scaffold-in-ci.sh [FOLDER]      FORTNIGHT names another binary than the one on PATH
set -eu

cd "${1:-.}"
fortnight=${FORTNIGHT:-fortnight}

path=$("$fortnight" new --answers - --yes --quiet --no-config <<'ANSWERS'
track = "backend"

[answers]
name = "orders"
author = "Example Company"
license = "none"
ANSWERS
)

# A second run changes nothing and says so by its exit code: safe to repeat.
"$fortnight" new --answers "$path/.fortnight.toml" --yes --quiet --no-config backend "$path" >/dev/null

# What was decided and the hash of what was emitted are in the marker file.
sed -n 's/^tree = /emitted: /p' "$path/.fortnight.toml"
echo "ready in $path"
