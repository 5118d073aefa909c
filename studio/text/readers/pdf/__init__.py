"""PDF books: one step of the reading a module."""
