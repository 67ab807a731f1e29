"""Notices of record and the copies that carry them. Knows neither mentoring nor workflows."""
