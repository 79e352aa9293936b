"""What a station's people do: matters, appointments, trainings and visits, one verb a module."""
