"""Making an answer of passages: by quoting, or by a language model."""
