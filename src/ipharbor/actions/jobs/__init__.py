"""Long and nightly work: asked for, taken by a worker, cancelled, tried again, scheduled."""
