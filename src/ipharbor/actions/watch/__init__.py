"""Changes of watches: set up, ended."""
