"""The flights of 2013: found, checked, typed."""
