"""The source as the house rules see it: files, syntax trees, and rules that name what they find."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("config", "accounts", "workflows", "notifications", "mentoring")

Rule = Callable[[ast.AST], bool]


def modules(*packages: str) -> Iterator[Path]:
    """Source files, migrations left out: they are generated."""
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def found(rule: Rule, *packages: str, besides: tuple[str, ...] = ()) -> list[str]:
    """`file:line` of everything the rule dislikes, in files not named in `besides`."""
    return [
        f"{name(path)}:{node.lineno}"
        for path in modules(*packages)
        if not name(path).startswith(besides or ("\0",))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if rule(node)
    ]


def calls(node: ast.AST, *names: str) -> bool:
    """A call of a function or method of that last name."""
    return isinstance(node, ast.Call) and last(node.func) in names


def last(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def keywords(node: ast.AST) -> set[str]:
    return {word.arg or "**" for word in getattr(node, "keywords", [])}
