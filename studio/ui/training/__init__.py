"""The page of runs, and what only it shows."""
