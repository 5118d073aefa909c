"""The page of review, and what only it shows."""
