"""Decides the day before which flights need a reserve, and says how sure one may be."""
