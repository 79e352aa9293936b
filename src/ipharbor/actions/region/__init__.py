"""The region's ledger, its targets, and what is counted beside the rights."""
