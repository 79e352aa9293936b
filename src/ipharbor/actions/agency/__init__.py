"""Agencies that file for the region's holders."""
