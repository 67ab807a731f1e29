"""Templates compiled so that an undefined variable is an error, never a hole in a mail."""

from collections.abc import Mapping
from functools import cache, lru_cache

from django.template import Engine, Template
from django.template.loader_tags import BlockNode

from notifications.errors import RenderError


class _Undefined(str):
    """Stands for an undefined template variable: a mail with a hole is worse than an incident."""

    __slots__ = ()

    def __contains__(self, _item: object) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        raise RenderError(f"undefined {variable}")


@cache
def _strict(standard: Engine) -> Engine:
    return Engine(
        dirs=standard.dirs,
        loaders=standard.loaders,
        libraries=standard.libraries,
        builtins=standard.builtins,
        string_if_invalid=_Undefined("undefined"),
    )


def template(name: str) -> Template:
    """Compiled by an engine in which an undefined variable raises RenderError."""
    return _strict(Engine.get_default()).get_template(name)


@lru_cache(maxsize=512)
def blocks(compiled: Template) -> Mapping[str, BlockNode]:
    nodes = compiled.nodelist.get_nodes_by_type(BlockNode)
    return {node.name: node for node in nodes if isinstance(node, BlockNode)}
