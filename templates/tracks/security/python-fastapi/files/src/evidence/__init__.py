"""Proof that what is claimed is there: policies, controls, and the holes that tests and detections must notice."""
