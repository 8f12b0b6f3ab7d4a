"""A double-entry ledger over HTTP: accounts, transfers, reversals, and receipts made by a queue."""
