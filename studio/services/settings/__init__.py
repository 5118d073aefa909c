"""Settings: options, endpoints, keys, prices."""
