"""Filters for what comes in, what goes out, and what was planted in the corpus."""
