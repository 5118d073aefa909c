"""What is judged about a pair: checks, facts, kinds of questions, personal data, preference."""
