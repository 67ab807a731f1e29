"""Channels: one way of carrying a copy each."""
