"""The HTTP API and its one page."""
