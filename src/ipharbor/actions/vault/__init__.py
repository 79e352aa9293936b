"""Changes of the papers that are kept."""
