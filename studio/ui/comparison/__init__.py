"""The page of comparisons, and what only it shows."""
