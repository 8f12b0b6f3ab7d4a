"""The golden path: making services, and bringing them newer templates."""
