"""What surrounds the product: running it, measuring it, checking its locks."""
