"""Filters for notice templates."""
