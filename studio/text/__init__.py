"""What we do to text: pure functions; no database, no network, no window."""
