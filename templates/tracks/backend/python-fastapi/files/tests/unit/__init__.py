"""Rules and small parts, without a database or a server."""
