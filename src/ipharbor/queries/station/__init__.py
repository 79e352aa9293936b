"""What town stations have done, for whom, and for whom not yet."""
