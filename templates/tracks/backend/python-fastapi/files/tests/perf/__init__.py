"""Checks of the load generator and of the comparison: instruments must be right before their numbers mean anything."""
