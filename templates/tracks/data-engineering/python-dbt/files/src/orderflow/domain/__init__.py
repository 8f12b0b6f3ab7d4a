"""What changes, contracts, loads and promises are. Imports the standard library only."""
