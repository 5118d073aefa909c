"""Comparison: the same questions to several models."""
