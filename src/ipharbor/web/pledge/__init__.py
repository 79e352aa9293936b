"""Pages of pledge financing: what stands against a pledge, and what hangs on the rights."""
