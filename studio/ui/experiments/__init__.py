"""The page of experiments: all runs with their verdicts, and what to try next."""
