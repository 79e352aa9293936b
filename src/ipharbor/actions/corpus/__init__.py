"""Changes of the corpus: files brought in."""
