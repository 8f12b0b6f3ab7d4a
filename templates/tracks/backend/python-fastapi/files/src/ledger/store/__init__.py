"""Where the book is kept: SQLite or PostgreSQL, by explicit statements."""
