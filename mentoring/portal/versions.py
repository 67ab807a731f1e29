"""The version of an item that a form was made from."""


def read_version(text: str) -> int:
    """Anything but a number is a version that never was, which is refused as stale."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
