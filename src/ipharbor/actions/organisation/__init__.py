"""Changes of organisations."""
