"""A price-quote service: what this many of that product cost."""
