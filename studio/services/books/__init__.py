"""Books in: which files are books, and what becomes of them."""
