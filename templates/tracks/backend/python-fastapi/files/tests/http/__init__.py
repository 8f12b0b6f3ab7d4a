"""What only this stack has at its HTTP layer."""
