"""Changes of the region's industries: a chain corrected or added, an industry ended."""
