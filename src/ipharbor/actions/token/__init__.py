"""Changes of the keys that programs use."""
