"""Log lines hold one event each, in UTC, and nobody's address or number."""

import json
import logging
import logging.config
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.test import RequestFactory

from config.logging import (
    JsonLines,
    PlainLines,
    WithoutOthersWords,
    logging_settings,
    said,
    scrub,
)
from config.tracing import traced


def record(message, *arguments, exc_info=None):
    made = logging.LogRecord("bimbing", logging.INFO, __file__, 1, message, arguments, exc_info)
    made.created = 1773716400.25
    return made


def test_a_json_line_is_one_object():
    line = JsonLines().format(record("swept %d deadlines", 3))
    found = json.loads(line)
    assert found["time"] == "2026-03-17T03:00:00.250+00:00"
    assert found["level"] == "INFO"
    assert found["logger"] == "bimbing"
    assert found["message"] == "swept 3 deadlines"


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
@pytest.mark.parametrize("forged", ["a\nb", "a\r\nb", "a\rERROR root: b"])
def test_nobody_forges_a_line(formatter, forged):
    line = formatter.format(record(forged))
    assert "\n" not in line
    assert "\r" not in line


@pytest.mark.parametrize(
    "personal",
    [
        "maya.contoh@example.go.id",
        "199001012015032001",
        "19900101 201503 2 001",
        "3171010101900001",
    ],
)
def test_people_are_taken_out(personal):
    assert scrub(f"refused for {personal} twice") == "refused for [removed] twice"


def test_a_quoted_row_goes_with_all_its_lines():
    error = "violates x\nDETAIL:  Failing row contains (7, on\ntop secret\n\n, f)."
    below = "\n\nThe above exception was the direct cause of the following exception:"
    assert scrub(error + below) == "violates x\nDETAIL:[removed]" + below
    assert scrub(error) == "violates x\nDETAIL:[removed]"


def test_harmless_numbers_stay():
    text = "took 1234567 rows at 2026-03-17T10:00:00 in 0.25 s"
    assert scrub(text) == text


FORMS = pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])


def raised(error):
    """The exc_info of an error that was really raised."""
    try:
        raise error
    except type(error):
        return sys.exc_info()


ERRORS = [
    "duplicate key value\nDETAIL:  Key (name)=(Maya Contoh) already exists.",
    "new row violates check\nDETAIL:  Failing row contains (1, a note of\nMaya Contoh).\n",
    'invalid input syntax for type uuid: "Maya Contoh"',
    "“Maya Contoh” value must be an integer.",
    "'maya' is not valid: 'unclosed Maya",
    "Key (name)=(Maya Contoh) is not there",
    "Failing row contains (1, Maya Contoh",
]


@FORMS
@pytest.mark.parametrize("words", ERRORS)
def test_an_error_does_not_quote_people(formatter, words):
    line = formatter.format(record("failed", exc_info=raised(ValueError(words))))
    assert "maya" not in line.lower()
    assert "ValueError" in line


@FORMS
def test_an_error_keeps_what_mends_it(formatter):
    """Its kind, the names of things, where it happened, and what it came from."""
    try:
        try:
            raise KeyError("display_name")
        except KeyError as cause:
            raise RuntimeError('violates constraint "one_active_pair"') from cause
    except RuntimeError:
        line = formatter.format(record("failed", exc_info=sys.exc_info()))
    assert "RuntimeError: violates constraint" in line
    assert "one_active_pair" in line
    assert "KeyError: 'display_name'" in line
    assert "test_an_error_keeps_what_mends_it" in line


def test_a_missing_setting_is_explained_in_full():
    assert said(ImproperlyConfigured("first\nsecond 'A. B'")) == "first\nsecond 'A. B'"


def test_a_line_carries_its_marks():
    made = record("answered")
    made.facts = {"status": 200}
    with traced(request="0" * 32):
        found = json.loads(JsonLines().format(made))
        plain = PlainLines().format(made)
    assert (found["request"], found["status"]) == ("0" * 32, 200)
    assert plain.endswith(f": answered request={'0' * 32} status=200")


def filtered(made):
    assert WithoutOthersWords().filter(made)
    return JsonLines().format(made)


def test_django_does_not_name_paths():
    made = record("%s: %s", "Not Found", "/slips/maya-contoh/")
    made.request = RequestFactory().get("/slips/maya-contoh/")
    made.request.resolver_match = None
    assert json.loads(filtered(made))["message"] == "Not Found: nowhere"


def test_django_does_not_name_hosts():
    error = raised(SuspiciousOperation("Invalid HTTP_HOST header: maya.contoh"))
    made = record(str(error[1]), exc_info=error)
    made.request = RequestFactory().get("/")
    made.request.resolver_match = None
    assert json.loads(filtered(made))["message"] == "SuspiciousOperation"


def test_celery_does_not_name_values():
    error = raised(ValueError("'Maya Contoh'"))
    words = {"id": "t-1", "exc": repr(error[1]), "args": "['Maya']", "kwargs": "{}"}
    line = filtered(record("Task %(id)s raised: %(exc)s %(args)s", words, exc_info=error))
    assert "t-1" in line
    assert "Maya" not in line


def test_gunicorn_does_not_name_addresses():
    made = record("Error handling request %s %s", "GET", "/slips/maya/", exc_info=raised(OSError()))
    made.name = "gunicorn.error"
    assert "maya" not in filtered(made)


@pytest.mark.parametrize("form", ["json", "plain"])
def test_both_forms_are_valid_settings(form):
    before = logging.getLogger().handlers[:]
    logging.config.dictConfig(logging_settings(form, "INFO"))
    try:
        assert len(logging.getLogger().handlers) == 1
    finally:
        logging.getLogger().handlers[:] = before
