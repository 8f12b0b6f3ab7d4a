"""The service that answers with a probability and a decision."""
