"""Checks that start, kill and stop processes by contract/driver.toml."""
