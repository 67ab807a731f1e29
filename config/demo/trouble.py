"""What keeps the demo from running, in words for the person at the terminal."""


class Trouble(Exception):
    """The message is shown as it is; there is no traceback to read."""


class StopAsked(Exception):
    """Somebody pressed Ctrl-C or the machine wants the demo to end."""
