"""What a firm makes: products stated, changed, ended, and brought in from a table."""
