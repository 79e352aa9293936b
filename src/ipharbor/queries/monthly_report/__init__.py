"""A month of the region told as a report, in Chinese or in English."""
