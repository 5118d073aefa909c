"""What a curator does: verbs; no Qt."""
