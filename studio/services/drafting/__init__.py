"""Drafts and suggestions by a model: what is asked, how, what came back, and at what price."""
