"""Configuration, rules and manifests."""
