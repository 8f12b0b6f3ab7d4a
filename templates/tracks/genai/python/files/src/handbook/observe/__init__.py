"""What an answer took and cost, and the report over it."""
