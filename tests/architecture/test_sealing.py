"""Sealed text is opened in one place, which records it; keys are unwrapped in few."""

import ast

import pytest

from tests.architecture.source import found, last

pytestmark = pytest.mark.once

ROOMS = {
    "disclose": ("mentoring/sealing/cipher.py", "mentoring/services/sealed_notes.py"),
    "reseal": ("mentoring/sealing/cipher.py", "mentoring/sealing/turning.py"),
    "unwrap": ("mentoring/sealing/keys.py", "mentoring/sealing/case_keys.py"),
    "AESGCM": ("mentoring/sealing/keys.py", "notifications/sealing.py"),
}
CIPHER = ("mentoring/sealing/", *ROOMS["disclose"], *ROOMS["reseal"])


def names(word: str):
    def rule(node: ast.AST) -> bool:
        if isinstance(node, ast.ImportFrom | ast.Import):
            return any(word in one.name.split(".") for one in node.names)
        if isinstance(node, ast.FunctionDef):
            return node.name == word
        return isinstance(node, ast.Name | ast.Attribute) and last(node) == word

    return rule


def imports_the_cipher(node: ast.AST) -> bool:
    module = getattr(node, "module", None) or ""
    inside = isinstance(node, ast.ImportFrom) and module == "mentoring.sealing.cipher"
    return inside or (isinstance(node, ast.Import | ast.ImportFrom) and names("cipher")(node))


@pytest.mark.parametrize("word", ROOMS)
def test_what_opens_is_named_in_its_rooms_only(word):
    assert found(names(word), besides=ROOMS[word]) == []
    for room in ROOMS[word]:
        others = tuple(set(ROOMS[word]) - {room})
        assert found(names(word), besides=others), f"{room} does not name {word}"


def test_nobody_else_imports_the_cipher():
    assert found(imports_the_cipher, besides=CIPHER) == []
    assert found(imports_the_cipher), "the rule sees nothing"
