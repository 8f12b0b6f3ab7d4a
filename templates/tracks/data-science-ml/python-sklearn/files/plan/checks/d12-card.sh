#!/bin/sh
# Own words in the model card: at least 150 between the marks, and no prompt left.
awk '
  /^<!-- own -->/ { inside = 1; found = 1; next }
  /^<!-- \/own -->/ { inside = 0 }
  inside && /<!-- prompt:/ { prompt = 1; next }
  inside { words += NF }
  END {
    if (!found) { print "MODEL_CARD.md has lost its marks; run make report"; exit 1 }
    if (prompt) print "MODEL_CARD.md: the prompt is still there"
    if (words < 150) print "MODEL_CARD.md: " words + 0 " words of your own, at least 150"
    exit prompt || words < 150
  }
' MODEL_CARD.md >&2
