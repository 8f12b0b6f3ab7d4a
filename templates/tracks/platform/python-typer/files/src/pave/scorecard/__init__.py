"""Twelve rules that say what is missing in a service, why it matters, and how to mend it."""
