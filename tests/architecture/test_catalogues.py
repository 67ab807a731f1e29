"""Indonesian is complete: every text translated, nothing fuzzy, the compiled files current."""

import polib
import pytest

from scripts import messages

pytestmark = pytest.mark.once

each_package = pytest.mark.parametrize("package", messages.PACKAGES)


@each_package
def test_every_text_is_translated(package):
    assert messages.missing(package) == []


@each_package
def test_nothing_translated_is_left_over(package):
    assert messages.unused(package) == []


@each_package
def test_translations_keep_their_placeholders(package):
    assert messages.mangled(package) == []


@each_package
def test_the_compiled_catalogue_is_current(package):
    binary = messages.catalogue_path(package).with_suffix(".mo")
    if messages.wanted(package):
        assert binary.read_bytes() == messages.compiled(package)


@pytest.mark.parametrize(
    "source",
    [
        "label = _('Hello')",
        "gettext_lazy('Hel' 'lo')",
        "translation.gettext('Hello')",
        "ngettext('Hello', 'Hellos', n)",
    ],
)
def test_texts_in_python_are_found(source):
    assert list(messages.in_python(source)) == [("", "Hello")]


@pytest.mark.parametrize(
    "source",
    [
        "{% load i18n %}{% translate 'Hello' %}",
        "{% blocktranslate %}Hello{% endblocktranslate %}",
        "{% blocktranslate count n=n %}Hello{% plural %}Hellos{% endblocktranslate %}",
        "{{ _('Hello') }}",
    ],
)
def test_texts_in_templates_are_found(source):
    assert list(messages.in_template(source)) == [("", "Hello")]


def test_placeholders_and_contexts_are_found():
    source = (
        "{% blocktranslate %}Due {{ day }}{% endblocktranslate %}{% translate 'a' context 'b' %}"
    )
    assert list(messages.in_template(source)) == [("", "Due %(day)s"), ("b", "a")]
    assert list(messages.in_python("pgettext('state', 'open')")) == [("state", "open")]


@pytest.mark.parametrize(("msgstr", "fuzzy"), [("", False), ("Halo", True)])
def test_an_empty_or_fuzzy_entry_is_no_translation(msgstr, fuzzy):
    entry = polib.POEntry(msgid="Hello", msgstr=msgstr, flags=["fuzzy"] if fuzzy else [])
    assert not messages.translated(entry)


def test_a_lost_placeholder_is_seen():
    assert messages.kept(polib.POEntry(msgid="Due %(day)s", msgstr="Batas %(day)s"))
    assert not messages.kept(polib.POEntry(msgid="Due %(day)s", msgstr="Batas %(hari)s"))
    assert not messages.kept(polib.POEntry(msgid="Due {day}", msgstr="Batas"))


def test_a_text_that_several_packages_say_is_translated_once():
    found = {}
    for package in messages.PACKAGES:
        if messages.catalogue_path(package).exists():
            for entry in messages.catalogue(package):
                found.setdefault(messages.key(entry), set()).add(entry.msgstr)
    assert {key: said for key, said in found.items() if len(said) > 1} == {}


def test_the_reasons_of_shipped_policies_are_found():
    source = '- {code: x, source_label: "As usual", ends_quietly: "Others go on"}'
    assert list(messages.in_policies(source)) == [("", "As usual"), ("", "Others go on")]
