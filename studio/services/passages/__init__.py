"""Passages: their borders and their cleaning."""
