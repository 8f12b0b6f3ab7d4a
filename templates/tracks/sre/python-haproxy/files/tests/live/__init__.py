"""The real service, edge and metrics store."""
