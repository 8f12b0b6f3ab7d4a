"""Sentence embeddings: a forward pass in numpy over weights that came in a package."""
