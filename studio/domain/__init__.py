"""What things are: frozen dataclasses and enums, nothing but the standard library."""
