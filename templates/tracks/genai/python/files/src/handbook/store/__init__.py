"""The index: one SQLite file per version, published by moving a link."""
