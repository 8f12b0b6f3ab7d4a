"""Programs behind the verbs."""
