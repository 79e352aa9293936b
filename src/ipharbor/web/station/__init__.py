"""A town's service station: its page, its matters, appointments, trainings, visits and firms."""
