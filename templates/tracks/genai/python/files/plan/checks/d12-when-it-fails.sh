#!/bin/sh
# Own words under each cause of docs/when-it-fails.md: at least 40 between each pair of marks.
awk '
  /^<!-- own / { name = $3; words = 0; inside = 1; causes++; next }
  /^<!-- \/own/ { if (words < 40) { print "docs/when-it-fails.md: " words " words of your own for \"" name "\", at least 40"; bad = 1 } inside = 0 }
  inside { words += NF }
  END { if (!causes) { print "docs/when-it-fails.md has no causes; run make eval"; bad = 1 } exit bad }
' docs/when-it-fails.md >&2
