"""Where things are kept: one SQLite file a library."""
