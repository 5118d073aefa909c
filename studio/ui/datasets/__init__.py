"""The page of dataset versions, and what only it shows."""
