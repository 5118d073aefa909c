"""What models reply, read with care: the JSON in it, and whether its quotations are true."""
