"""The world outside: endpoints that train and answer."""
