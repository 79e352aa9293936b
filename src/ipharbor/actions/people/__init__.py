"""Changes of persons."""
