"""What a curator sees: widgets and pages, made with PySide6."""
