"""Two kinds of text a change can bring, told apart because they are kept differently."""

from typing import Any

from django import forms


class FreeText(forms.CharField):
    """Text kept beside the record: only its salted digest is chained, so it can be erased."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 2000)
        options.setdefault("widget", forms.Textarea)
        super().__init__(**options)


class Content(FreeText):
    """Text that no record ever holds, such as the body of a note."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 20_000)
        super().__init__(**options)
