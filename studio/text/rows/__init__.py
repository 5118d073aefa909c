"""Rows as a provider takes them: what is accepted as one, what as a file, and their JSON."""
