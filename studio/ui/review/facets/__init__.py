"""What the pairs of a filter are, counted, beside the list of them."""
