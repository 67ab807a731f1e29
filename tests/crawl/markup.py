"""A page as somebody without a browser reads it: links, forms with their fields, stray scripts."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "link", "img", "meta", "br", "hr", "source", "area", "base", "col", "wbr"}
TEXTS = {"text", "search", "email", "tel", "url", "password", "textarea"}
COMPLAINTS = {"wrong", "errorlist", "errornote", "bad"}


@dataclass
class Field:
    """A control by its name; radios and checkboxes of one name are one field with choices."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    least: str = ""


@dataclass
class Form:
    """`buttons` are the name and value each button would send; most have no name."""

    method: str
    action: str
    multipart: bool = False
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def standing(self) -> dict[str, list[str]]:
        """What the form sends if nothing is touched."""
        return {name: [one.value] for name, one in self.fields.items() if one.value}

    def of(self, *kinds: str) -> Iterator[Field]:
        return (one for one in self.fields.values() if one.kind in kinds)


class Page(HTMLParser):
    """`strays` are scripts, styles and handlers written into the page, which no policy lets run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.parts: list[str] = []
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.strays: list[str] = []
        self.complaints: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._form: Form | None = None
        self._select: Field | None = None
        self._text: Field | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        self._strays(tag, given)
        self._refers(tag, given)
        if tag == "form":
            method = given.get("method", "get").lower()
            kind = given.get("enctype", "")
            self._form = Form(method, given.get("action", ""), kind.startswith("multipart"))
            self.forms.append(self._form)
        elif self._form:
            self._control(tag, given)
        if tag not in VOID:
            said = bool(COMPLAINTS & set(given.get("class", "").split()))
            self._open.append((tag, said or given.get("role") == "alert"))

    def _strays(self, tag: str, given: dict[str, str]) -> None:
        if tag == "style" or "style" in given:
            self.strays.append(f"<{tag}> with a style of its own")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.strays.append("<script> in the page")
        self.strays += [f"{name}= on <{tag}>" for name in given if name.startswith("on")]

    def _refers(self, tag: str, given: dict[str, str]) -> None:
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "link" and "href" in given:
            self.parts.append(given["href"])
        elif tag in {"script", "img", "iframe"} and "src" in given:
            self.parts.append(given["src"])

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        name, value = given.get("name", ""), given.get("value", "")
        kind = given.get("type", "text") if tag == "input" else tag
        if tag == "option" and self._select:
            self._select.choices.append(value)
            if "selected" in given:
                self._select.value = value
        elif kind in {"submit", "image"} or (tag == "button" and given.get("type") != "button"):
            self._form.buttons.append((name, value))
        elif not name:
            return
        elif kind in {"radio", "checkbox"}:
            made = self._form.fields.setdefault(name, Field(name, kind))
            made.choices.append(value or "on")
            if "checked" in given:
                made.value = value or "on"
        elif tag in {"input", "select", "textarea"}:
            made = self._form.fields[name] = Field(name, kind, value, least=given.get("min", ""))
            self._select = made if tag == "select" else self._select
            self._text = made if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._text is not None and self._open and self._open[-1][0] == "textarea":
            self._text.value += data.removeprefix("\n")
        chosen = bool(self._open) and self._open[-1][0] == "option"
        if data.strip() and not chosen and any(said for _, said in self._open):
            self.complaints.append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._text = None
        for number in range(len(self._open) - 1, -1, -1):
            if self._open[number][0] == tag:
                del self._open[number:]
                break
