"""The watch over pledged loans: look each night, and waive what a lender will not act on."""
