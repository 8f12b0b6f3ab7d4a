"""An assistant that answers from a handbook, cites the sentence, and says when the handbook is silent."""
