"""Log lines hold one event each, in UTC, and nobody's address or number."""

import json
import logging
import logging.config
import sys

import pytest

from config.logging import JsonLines, PlainLines, logging_settings, scrub


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


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
def test_a_database_error_does_not_quote_the_row(formatter):
    said = "duplicate key\nDETAIL:  Key (name)=(Maya Contoh) already exists."
    try:
        raise ValueError(said)
    except ValueError:
        line = formatter.format(record("failed", exc_info=sys.exc_info()))
    assert "Maya" not in line
    assert "duplicate key" in line


@pytest.mark.parametrize("form", ["json", "plain"])
def test_both_forms_are_valid_settings(form):
    before = logging.getLogger().handlers[:]
    logging.config.dictConfig(logging_settings(form, "INFO"))
    try:
        assert len(logging.getLogger().handlers) == 1
    finally:
        logging.getLogger().handlers[:] = before
