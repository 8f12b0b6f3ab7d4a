"""Where the data lives, and how a new version of it becomes visible."""
