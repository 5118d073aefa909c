"""Pairs: drafted from passages, taken in from rows, reviewed."""
