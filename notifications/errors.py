"""What can go wrong between a notice and its copy; the docstrings are the messages."""


class NotificationError(Exception):
    """Something about a notice is wrong."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(": ".join(part for part in (self.__doc__ or "", detail) if part))


class UnknownKind(NotificationError, LookupError):
    """No kind of notice is registered under this code"""


class UnknownChannel(NotificationError, LookupError):
    """No channel is registered under this name"""


class AlreadyRegistered(NotificationError):
    """This name is taken"""


class TooConfidential(NotificationError):
    """The channel may not carry a notice of this disclosure class"""


class OutsideTransaction(NotificationError):
    """Notices are written in the transaction of what they tell, and only there"""


class InsideTransaction(NotificationError):
    """Copies are sent outside any transaction, so that no lock waits for a network"""


class RenderError(NotificationError):
    """The notice cannot be put into words"""


class ChannelDown(NotificationError):
    """The channel cannot be reached; nothing of this was sent"""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class DeliveryError(NotificationError):
    """The channel did not take the copy"""

    def __init__(
        self,
        code: str,
        text: str = "",
        *,
        permanent: bool = False,
        outcome_unknown: bool = False,
        line_lost: bool = False,
    ) -> None:
        """`outcome_unknown`: it may have arrived. `line_lost`: nothing more goes over this line."""
        super().__init__(f"{code} {text}".strip())
        self.code = code
        self.text = text
        self.permanent = permanent
        self.outcome_unknown = outcome_unknown
        self.line_lost = line_lost
