"""What people look at: reconciliation, promises, charts, the page, one order's life."""
