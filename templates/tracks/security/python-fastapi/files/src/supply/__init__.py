"""What is inside the product, and how anybody can tell that it is what was built."""
