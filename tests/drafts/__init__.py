"""Drafts of the real books, as they were before and are now, each judged by a reader."""
