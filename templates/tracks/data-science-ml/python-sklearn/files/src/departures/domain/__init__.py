"""What the product is about, without any library."""
