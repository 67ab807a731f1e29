"""Bodies no page can read, too large or damaged: a page says so in both languages."""

import logging

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from mentoring.permissions import ROUTES
from mentoring.permissions.routes import portal, sign_in
from tests.crawl.headers import missing_headers
from tests.crawl.tables import digests
from tests.permissions.addresses import addresses
from tests.permissions.world import world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FORM = "application/x-www-form-urlencoded"
MANY = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1
BODIES = {
    "ten megabytes": ("a=" + "x" * (10 * 1024 * 1024), FORM, 413),
    "too many fields": ("&".join(f"a{number}=1" for number in range(MANY)), FORM, 400),
    "no boundary": ("a=1", "multipart/form-data", 400),
}
# Elsewhere, not for this visitor, or nothing is taken there at all.
ASIDE = {302, 403, 404, 405}
TITLES = {"en": "This could not be read", "id": "Kiriman ini tidak dapat dibaca"}


@pytest.fixture
def mentor(db):
    """A mentor, and every address of the portal and of sign-in, once."""
    small, found = world(), {}
    for address in addresses(small, ROUTES):
        if address.name in {**portal.ROUTES, **sign_in.ROUTES}:
            found.setdefault(address.name, address.url)
    logging.disable()
    yield small.actors["mentor"], found
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("kind", BODIES)
def test_what_cannot_be_read_is_refused_on_a_page_and_changes_nothing(mentor, kind, language):
    user, urls = mentor
    body, content_type, status = BODIES[kind]
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    before, refused, wrong = digests(), set(), []
    for name, url in urls.items():
        answer = client.post(url, body, content_type=content_type)
        if answer.status_code == status and TITLES[language] in answer.content.decode():
            refused.add(name)
        elif answer.status_code not in ASIDE:
            wrong.append((name, answer.status_code))
        if lacking := missing_headers(answer, private=True):
            wrong.append((name, lacking))
    assert wrong == []
    assert {"portal:ask", "portal:relationship_step", "portal:language"} <= refused
    assert digests() == before
