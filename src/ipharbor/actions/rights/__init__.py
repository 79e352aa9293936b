"""Changes of the docket: rights taken up, their events and payments, fee reductions."""
