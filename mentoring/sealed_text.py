"""Text told in confidence while it is in memory: it shows itself to nobody who does not ask."""

from typing import Any, NoReturn

SEALED = "[sealed]"


class SealedText:
    """However it is printed, logged, formatted or rendered, it says `[sealed]`.

    `reveal` gives the text, until it was told to `forget` it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text: str | None = text

    def reveal(self) -> str:
        if self._text is None:
            raise LookupError("This text was open for a while only, and is no longer.")
        return self._text

    def forget(self) -> None:
        self._text = None

    def __bool__(self) -> bool:
        return bool(self._text)

    def __str__(self) -> str:
        return SEALED

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(SEALED, spec)

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("Sealed text is neither pickled nor copied.")


def revealed(text: str | SealedText) -> str:
    return text.reveal() if isinstance(text, SealedText) else text
