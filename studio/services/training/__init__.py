"""Training: a run from its estimate to its end."""
