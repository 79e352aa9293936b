"""Changes of the installation as a whole: kept safe, brought back."""
