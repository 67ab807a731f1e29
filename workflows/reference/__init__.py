"""When deadlines fall due and ring, reckoned a second time: slowly, obviously, sharing nothing.

The audit of each night and the random lives of the tests hold the engine against it.
"""
