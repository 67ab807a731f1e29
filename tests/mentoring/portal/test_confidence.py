"""The page of promises: in both languages, each with a place where it can be looked up."""

from pathlib import Path

import pytest
from django.utils import translation

from mentoring.portal.views.confidence import LIMITS, PROMISES

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_promise_and_every_limit_is_said(cast, visitor, language):
    cast.maya.user.language = language
    cast.maya.user.save(update_fields=["language"])
    shown = visitor(cast.maya).get("/confidence/").content.decode()
    for spoken in ("id", "en"):
        with translation.override(spoken):
            said = [str(one.said) in shown for one in PROMISES]
        assert said == [spoken == language] * len(PROMISES)
    assert shown.count('<div class="row">') == len(PROMISES) + len(LIMITS)


@pytest.mark.parametrize("place", sorted({one.look for one in PROMISES}))
def test_what_a_promise_points_to_is_there(place):
    assert (ROOT / place).is_file()


def test_each_promise_names_its_test():
    written = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
    with translation.override("en"):
        assert [str(one.said) for one in PROMISES if f"| {one.said} | `tests/" not in written] == []
