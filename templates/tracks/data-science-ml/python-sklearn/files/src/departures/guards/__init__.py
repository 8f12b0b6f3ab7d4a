"""Ways to notice a feature that knows the future."""
