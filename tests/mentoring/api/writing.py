"""Every writing address of the API as its schema has it, and what nobody should send to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

Shape = Mapping[str, Any]
READING = {"get", "head", "options"}
TYPES: dict[tuple[str, str], Any] = {
    ("string", "uuid"): "7a1c52f4-9f5e-4b0e-9d07-2f1d5f6a9c11",
    ("string", "date"): "2026-11-30",
    ("string", "date-time"): "2026-06-15T09:00:00+07:00",
    ("string", "binary"): "not a file",
    ("string", ""): "Contoh",
    ("boolean", ""): False,
    ("object", ""): {},
    ("array", ""): [],
}
WRONG: dict[tuple[str, str], tuple[Any, ...]] = {
    ("string", "uuid"): ("abc", "", [], {}, True, "{7a1c52f4}", "a\0b"),
    ("string", "date"): ("2026-02-30", "soon", "", 5, [], "0000-00-00", "2026-13-01"),
    ("string", "date-time"): ("2026-02-30T09:00:00Z", "soon", "", 5, [], "24:61"),
    ("string", "binary"): ("text", 5, []),
    ("string", ""): (["x"], {"x": 1}, True, "a\0b"),
    ("integer", ""): ("x", 1.5, 10**30, [], {}, True, "NaN"),
    ("boolean", ""): ("perhaps", 7, [], {}),
    ("object", ""): ("x", 5, [], True),
    ("array", ""): ("x", 5, {}, True),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """An address that changes something; `fields` are those of its body."""

    name: str
    method: str
    path: str
    kind: str
    fields: Mapping[str, Shape]
    required: frozenset[str]
    headers: frozenset[str]

    def body(self) -> dict[str, Any]:
        """One that makes sense, as far as a schema can tell."""
        return {name: sensible(self.fields[name]) for name in sorted(self.required)}

    def wrong_bodies(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The field that is wrong, and a body with it."""
        sound = self.body()
        for name in self.required:
            yield name, {key: value for key, value in sound.items() if key != name}
        for name, shape in self.fields.items():
            for value in wrong(shape, required=name in self.required):
                yield name, {**sound, name: value}
        for name in ("state", "mentee", "x" * 3000, "<script>"):
            yield name[:60], {**sound, name: "x"}


def sensible(shape: Shape) -> Any:
    if "enum" in shape:
        return shape["enum"][0]
    if shape["type"] == "integer":
        return shape.get("minimum", 1)
    return TYPES[shape["type"], shape.get("format", "")]


def wrong(shape: Shape, *, required: bool) -> Iterator[Any]:
    if "enum" in shape:
        yield from ("no such", 5, [], {})
        return
    found = WRONG[shape["type"], shape.get("format", "")]
    # An optional text may be left empty, which is nothing to complain of.
    yield from (value for value in found if value != "" or required)
    if "maxLength" in shape:
        yield "x" * (shape["maxLength"] + 1)
    if "minimum" in shape:
        yield shape["minimum"] - 1
    if "maximum" in shape:
        yield shape["maximum"] + 1
    if required and not shape.get("nullable"):
        yield None


@cache
def operations() -> list[Operation]:
    """Every one of them; an address that is added tomorrow is among them tomorrow."""
    document = SchemaGenerator().get_schema(public=True)
    return [
        _operation(document, path, method, entry)
        for path, methods in document["paths"].items()
        for method, entry in methods.items()
        if method not in READING
    ]


def _operation(document: Shape, path: str, method: str, entry: Shape) -> Operation:
    contents = entry.get("requestBody", {}).get("content", {})
    kind, content = next(iter(contents.items()), ("application/json", {"schema": {}}))
    body = _followed(document, content["schema"])
    fields = {name: _plain(document, one) for name, one in body.get("properties", {}).items()}
    return Operation(
        entry["operationId"],
        method,
        path,
        kind,
        fields,
        frozenset(body.get("required", ())),
        frozenset(one["name"] for one in entry.get("parameters", ()) if one["in"] == "header"),
    )


def _followed(document: Shape, shape: Shape) -> Shape:
    name = shape.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else shape


def _plain(document: Shape, shape: Shape) -> Shape:
    """A field with its references and its `or blank` resolved."""
    several = shape.get("oneOf") or shape.get("allOf") or [shape]
    found = [_followed(document, one) for one in several]
    values = [value for one in found for value in one.get("enum", ()) if value]
    merged = {key: value for one in (*found, shape) for key, value in one.items()}
    return {**merged, "enum": values} if values else merged
