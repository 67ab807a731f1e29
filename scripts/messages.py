"""The translations: what the source asks for, what the catalogues lack, and their compilation.

`messages.py` compiles and lists what is missing; `messages.py FRAGMENT.po …` first fills gaps
from those files. No gettext tools are needed.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
import yaml
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("config", "accounts", "workflows", "notifications", "mentoring")
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXTUAL = {"pgettext", "pgettext_lazy"}
LITERAL = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
TEMPLATED = re.compile(rf"\b(n?gettext|pgettext|_)\(({LITERAL}(?:, {LITERAL})*)")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdr]|\{\w*\}")

Message = tuple[str, str]  # context ("" for none), text


def catalogue_path(package: str) -> Path:
    return ROOT / package / "locale" / "id" / "LC_MESSAGES" / "django.po"


def wanted(package: str) -> set[Message]:
    """Every message the package's source and templates ask for."""
    found: set[Message] = set()
    for path in (ROOT / package).rglob("*.py"):
        if "migrations" not in path.parts:
            found.update(in_python(path.read_text(encoding="utf-8")))
    for pattern in ("*.html", "*.txt"):
        for path in (ROOT / package).rglob(f"templates/**/{pattern}"):
            found.update(in_template(path.read_text(encoding="utf-8")))
    for pattern in ("policies/*", "retention"):
        for path in (ROOT / package).glob(f"defaults/{pattern}.yaml"):
            found.update(in_policies(path.read_text(encoding="utf-8")))
    return found


def in_policies(source: str) -> Iterator[Message]:
    """The reasons shipped rules give; those published later stay as they were written."""
    for policy in yaml.safe_load(source):
        yield from message("_", [policy["source_label"]])
        if "ends_quietly" in policy:
            yield from message("_", [policy["ends_quietly"]])


def in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
            yield from message(called(node.func), [text for text in texts if isinstance(text, str)])


def called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def in_template(source: str) -> Iterator[Message]:
    for match in TEMPLATED.finditer(templatize(source)):
        texts = ast.literal_eval(f"[{match[2]}]")
        yield from message(match[1], texts)


def message(function: str, texts: list[str]) -> Iterator[Message]:
    if function in SINGLE | PLURAL and texts:
        yield "", texts[0]
    elif function in CONTEXTUAL and len(texts) > 1:
        yield texts[0], texts[1]


def translated(entry: polib.POEntry) -> bool:
    texts = [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())
    return bool(texts) and all(texts) and not entry.fuzzy and not entry.obsolete


def key(entry: polib.POEntry) -> Message:
    return entry.msgctxt or "", entry.msgid


def catalogue(package: str) -> polib.POFile:
    path = catalogue_path(package)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=98)
    empty = polib.POFile(wrapwidth=98)
    empty.metadata = {
        "Language": "id",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return empty


def missing(package: str) -> list[Message]:
    have = {key(entry) for entry in catalogue(package) if translated(entry)}
    return sorted(wanted(package) - have)


def unused(package: str) -> list[Message]:
    return sorted({key(entry) for entry in catalogue(package)} - wanted(package))


def mangled(package: str) -> list[Message]:
    """Translations that lose, invent or misspell a placeholder; plurals may lose their number."""
    return [key(entry) for entry in catalogue(package) if translated(entry) and not kept(entry)]


def kept(entry: polib.POEntry) -> bool:
    asked = placeholders(entry.msgid + entry.msgid_plural)
    if entry.msgid_plural:
        return all(placeholders(text) <= asked for text in entry.msgstr_plural.values())
    return placeholders(entry.msgstr) == asked


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def compiled(package: str) -> bytes:
    binary: bytes = catalogue(package).to_binary()
    return binary


def fill(package: str, fragments: list[polib.POFile]) -> None:
    """Take what is missing from the fragments and keep the catalogue in the order of its texts."""
    offered = {
        key(entry): entry for fragment in fragments for entry in fragment if translated(entry)
    }
    book = catalogue(package)
    gaps = [offered[gap] for gap in missing(package) if gap in offered]
    if not gaps:
        return
    filled = {key(entry): entry for entry in [*book, *gaps]}
    book.clear()
    for entry in sorted(filled.values(), key=key):
        entry.occurrences, entry.comment = [], ""
        book.append(entry)
    path = catalogue_path(package)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def main(fragments: list[str]) -> int:
    offered = [polib.pofile(name) for name in fragments]
    gaps = 0
    for package in PACKAGES:
        fill(package, offered)
        if catalogue_path(package).exists():
            catalogue_path(package).with_suffix(".mo").write_bytes(compiled(package))
        for context, text in missing(package):
            gaps += 1
            print(f"{package}: missing {text!r} {context}".rstrip())
        for _, text in unused(package):
            print(f"{package}: not used any more {text!r}")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
