"""The past: the steps that were taken, what became of a pair, and what was removed."""
