"""What is measured about the golden path, and what a sceptic may recompute."""
