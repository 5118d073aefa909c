"""The models on this computer: which there are, taking them away, taking them along."""
