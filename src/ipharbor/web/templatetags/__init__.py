"""Words and addresses that templates ask for."""
