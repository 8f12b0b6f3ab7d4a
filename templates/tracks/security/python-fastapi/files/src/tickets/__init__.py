"""Support tickets of several companies: one place decides who sees what, and writes it down."""
