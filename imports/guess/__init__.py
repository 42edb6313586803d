"""Suggesting a mapping for a file, with the evidence for each suggestion."""
