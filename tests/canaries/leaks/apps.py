"""A cipher that ciphers nothing."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig

from mentoring.sealing import cipher


class Leaks(AppConfig):
    name = "tests.canaries.leaks"
    label = "leaks"

    def ready(self) -> None:
        def as_it_is(text: str, *_: Any) -> bytes:
            return text.encode()

        def file_as_it_is(content: bytes, *_: Any) -> tuple[str, bytes]:
            return "no key", content

        uploads: Any = import_module("mentoring.services.uploads")  # it needs the models
        cipher.seal, uploads.seal_file = as_it_is, file_as_it_is
