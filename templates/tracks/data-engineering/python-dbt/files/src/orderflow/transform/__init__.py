"""The models: building them, and reading what they say about where a column comes from."""
