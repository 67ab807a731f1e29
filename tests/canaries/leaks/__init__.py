"""Writes down sealed texts as they are."""
