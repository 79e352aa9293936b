"""Changes of the book of law: values verified and corrected by officers."""
