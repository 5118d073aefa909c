"""What a draft pair is made of: the condensed answer, a question, tags."""
