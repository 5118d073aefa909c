"""The page where one talks to a tuned model, and what only it shows."""
