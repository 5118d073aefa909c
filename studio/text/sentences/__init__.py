"""Sentences: where they end, in Western languages and in Japanese."""
