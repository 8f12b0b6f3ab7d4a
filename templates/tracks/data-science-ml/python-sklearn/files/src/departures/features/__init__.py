"""What is known at noon of the day before, as numbers."""
