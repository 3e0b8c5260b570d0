"""What the library does by itself."""
