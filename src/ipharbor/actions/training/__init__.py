"""Trainings of a station: recorded, corrected, proved by papers."""
