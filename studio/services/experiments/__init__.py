"""Experiments: every training beside the others, what the data brings, and what to try next."""
