"""Load, measurements and comparisons; everything talks HTTP to processes started by contract/driver.toml."""
