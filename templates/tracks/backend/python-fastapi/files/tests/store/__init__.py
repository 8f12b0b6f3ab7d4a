"""The book on a real database."""
