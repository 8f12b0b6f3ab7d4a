"""Card, charts and page, made of metrics.json alone."""
