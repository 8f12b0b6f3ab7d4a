"""The rules of the book. Nothing in here knows HTTP, SQL or the clock of the machine."""
