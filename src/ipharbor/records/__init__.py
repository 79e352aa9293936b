"""The register plane: one Django model for each thing the district keeps, by subject.

Tables and the constraints that hold in the database; no procedure. Changes go through
``actions``, questions through ``queries``.
"""
