"""The page of books, and what only it shows."""
