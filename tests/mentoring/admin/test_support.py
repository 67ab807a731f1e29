"""Support screens: every list opens, no NIP shows, nothing can be deleted, users follow people."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from mentoring.models import Person
from tests.factories import person as people
from tests.factories.programme import enrolment, programme

pytestmark = pytest.mark.django_db

NIP = "199001012015051001"
OURS = apps.get_app_config("mentoring").get_models()
MODELS = [model for model in OURS if model in admin.site._registry]


@pytest.fixture
def support(client):
    user = User.objects.create_superuser("support", "support@example.go.id", "secret")
    client.force_login(user)
    return client


@pytest.fixture
def maya():
    maya, budi = people.person("Maya Contoh", nip=NIP), people.person("Budi Contoh")
    people.line(maya, budi)
    people.practitioner(budi)
    people.appointment(budi)
    enrolment(maya, programme())
    return maya


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_list_opens_without_a_nip_and_without_deleting(support, maya, model):
    name = f"admin:mentoring_{model._meta.model_name}"

    page = support.get(reverse(f"{name}_changelist"))

    assert page.status_code == 200
    assert NIP not in page.content.decode()
    for row in model.objects.all():
        assert support.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
        assert support.post(reverse(f"{name}_delete", args=[row.pk])).status_code == 403


def test_a_corrected_name_reaches_the_user_and_the_nip_stays_masked(support, maya):
    address = reverse("admin:mentoring_person_change", args=[maya.pk])
    assert NIP not in support.get(address).content.decode()

    fields = ("title_before", "title_after", "kind", "position", "level", "phone")
    values = {name: getattr(maya, name) for name in fields}
    support.post(address, values | {"name": "Maya Baru", "unit": maya.unit_id})

    maya = Person.objects.get(pk=maya.pk)
    assert (maya.name, maya.user.display_name, maya.nip) == ("Maya Baru", "Maya Baru", NIP)


@pytest.mark.parametrize(
    ("screen", "query"),
    [
        ("mentoring_relationship", "aim__startswith=B"),
        ("mentoring_relationship", "status__exact=stalled"),
        ("mentoring_agreement", "goals__contains=B"),
        ("mentoring_session", "place__contains=B"),
        ("mentoring_person", "nip__startswith=1"),
        ("notifications_notice", "facts__mentee=Maya"),
        ("accounts_user", "password__startswith=md5"),
        ("accounts_apitoken", "digest__startswith=0"),
    ],
)
def test_nobody_filters_by_what_the_screen_hides(support, screen, query):
    address = reverse(f"admin:{screen}_changelist")
    assert support.get(f"{address}?{query}").status_code == 400


def test_what_the_screen_offers_as_a_filter_works(support, maya):
    for query in ("kind__exact=pns", "kind=pns"):
        address = reverse("admin:mentoring_person_changelist")
        assert support.get(f"{address}?{query}").status_code == 200
    users = reverse("admin:accounts_user_changelist")
    assert support.get(f"{users}?is_active__exact=1").status_code == 200
    notices = reverse("admin:notifications_notice_changelist")
    assert support.get(f"{notices}?created_at__year=2026").status_code == 200
