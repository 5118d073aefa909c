"""Dataset versions: frozen, split, compared, exported."""
