"""Rules and parts, without any process."""
