"""The studio's own widgets, which take values and emit signals and never see the library."""
