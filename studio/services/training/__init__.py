"""Training: what a run would be, starting it once, following it to its end, what it cost."""
