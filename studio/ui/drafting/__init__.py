"""The dialog that asks a model, opened from several pages, and what runs behind it."""
