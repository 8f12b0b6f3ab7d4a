"""The shop: its database, its daily life, and the way its changes are delivered."""
