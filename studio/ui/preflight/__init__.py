"""The page of preflight, and what only it shows."""
