"""System checks: every registered kind has words, and channels that may carry it."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from notifications import compiling, kinds, rendering
from notifications.channels import registry, room
from notifications.errors import UnknownChannel
from notifications.kinds import Kind


@register("notifications")
def check_kinds(**_options: Any) -> list[CheckMessage]:
    return [fault for kind in kinds.registered() for fault in (*_words(kind), *_channels(kind))]


@register("notifications")
def check_room(**_options: Any) -> list[CheckMessage]:
    if settings.APPRISE_ADDRESS and not room.is_installed():
        return [Error(room.MISSING, hint=room.REMEDY, id="notifications.E006")]
    return []


def _words(kind: Kind) -> Iterator[CheckMessage]:
    yield from _template(kind, kind.template)
    if kind.many:
        yield from _template(kind, kind.many)


def _template(kind: Kind, name: str) -> Iterator[CheckMessage]:
    try:
        compiled = compiling.template(name)
    except TemplateDoesNotExist:
        yield Error(
            f"The notice {kind.code} has no template.",
            hint=f"Write templates/{name} with the blocks subject and body.",
            id="notifications.E001",
        )
        return
    except TemplateSyntaxError as error:
        yield Error(f"{name} does not compile: {error}", id="notifications.E002")
        return
    for block in sorted(rendering.REQUIRED - compiling.blocks(compiled).keys()):
        yield Error(
            f"{name} has no block {block}.",
            hint=f"Add {{% block {block} %}}…{{% endblock %}}.",
            id="notifications.E003",
        )


def _channels(kind: Kind) -> Iterator[CheckMessage]:
    for name in kind.channels:
        try:
            most = registry.get(name).max_disclosure
        except UnknownChannel:
            yield Error(f"{kind.code} names no channel {name!r}.", id="notifications.E004")
            continue
        if most < kind.disclosure:
            yield Error(
                f"{kind.code} is class {kind.disclosure}; {name} carries at most class {most}.",
                hint="Take the channel off the kind.",
                id="notifications.E005",
            )
