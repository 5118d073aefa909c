"""Settings and prices: their dialogs."""
