"""Question sets in the window: made, written, taken from elsewhere, and kept away from training."""
