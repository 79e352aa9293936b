"""Appointments of a station: made, and told how they went."""
