"""Commands for the people who run the pipeline."""
