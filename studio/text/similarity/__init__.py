"""What texts have in common: copies, near copies, shared words, one text in another's wording."""
