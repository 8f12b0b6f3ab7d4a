"""What the ledger can do. Services know the rules and the ports, and nothing about HTTP or SQL."""
