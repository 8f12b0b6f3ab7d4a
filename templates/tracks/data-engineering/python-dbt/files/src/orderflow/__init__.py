"""Keep a warehouse in agreement with the order database of a small coffee roaster."""
