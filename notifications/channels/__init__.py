"""Channels: one way of carrying a copy each. `registry` knows those that ship."""
