"""Changes of warnings: the round that makes them, and what their readers do with them."""
