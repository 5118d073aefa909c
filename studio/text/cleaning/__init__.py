"""Cleaning: the rules, the patterns they look for, and text that was once read wrongly."""
