"""What a firm sets itself to do: a task made, changed, handed over, closed."""
