"""Passages: a book's text cut, cleaned and counted."""
