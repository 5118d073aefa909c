"""The page of passages, and what only it shows."""
