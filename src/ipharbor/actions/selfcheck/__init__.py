"""The self-check of a firm: answered, and its steps taken on as tasks."""
