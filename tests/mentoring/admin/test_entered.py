"""Who may what is changed in the support screens only with an entry in the journal."""

from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import RequestFactory

from accounts import second_factor
from accounts.clock import now
from accounts.models import ApiToken, User
from mentoring.admin.support import EnteredAdmin
from mentoring.models import Assignment, JournalEntry, Organisation, Qualification
from mentoring.queries import journal as queries
from tests.accounts.digits import code_at
from tests.factories.cast import cast
from workflows.models import Calendar

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

TODAY = date(2026, 6, 1)
# Fields of these screens that say nothing of who may what.
PLAIN = {
    User: {"username", "display_name", "email", "language", "time_zone"},
    Group: {"name"},
    Organisation: {"code", "name", "kind", "listening"},
    Assignment: {"title", "level"},
    Qualification: {"name", "provider"},
    ApiToken: set(),
}


@pytest.fixture
def crew():
    return cast()


@pytest.fixture
def support(client):
    user = User.objects.create_superuser("support", "support@example.go.id", "secret")
    client.force_login(user)
    client.user = user
    return client


def send(client, row, **changes):
    """The form of a row as it stands, with these fields changed."""
    meta = row._meta
    address = f"/admin/{meta.app_label}/{meta.model_name}/{row.pk}/change/"
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)} | changes
    answer = client.post(address, {k: v for k, v in data.items() if v is not None})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row.refresh_from_db()


def entries(row=None):
    return list(JournalEntry.objects.filter(scope=queries.scope_of(row)).order_by("number"))


def test_every_field_is_entered_or_says_nothing_of_rights(support):
    request = RequestFactory().get("/")
    request.user = support.user
    for model, plain in PLAIN.items():
        screen = admin.site.get_model_admin(model)
        fields = set(screen.get_form(request, None).base_fields)
        entered = {"permissions"} if model is Group else set(getattr(screen, "entered", ()))
        assert fields == (plain | entered) & fields, (model, fields - plain - entered)
        assert entered <= fields
    found = {type(screen).__name__ for screen in admin.site._registry.values()
             if isinstance(screen, EnteredAdmin)}  # fmt: skip
    assert found == {"OrganisationAdmin", "AssignmentAdmin", "QualificationAdmin"}


def test_the_rights_of_a_user(support, crew):
    user = crew.eko.user
    group = Group.objects.create(name="contoh")
    send(support, user, display_name="Eko Contoh, S.H.")
    assert entries(crew.organisation) == []
    for change in ({"is_staff": "on"}, {"groups": [group.pk]}, {"is_active": None}):
        send(support, user, **change)
    made = entries(crew.organisation)
    assert [one.what for one in made] == ["rights_changed"] * 3
    assert {one.about for one in made} == {str(user.uid)}
    assert {one.actor for one in made} == {support.user}
    assert made[-1].facts == {"is_active": False, "is_staff": True, "groups": [group.pk]}
    assert list(queries.findings({})) == []


def test_what_an_operator_gives_and_takes_by_command(crew):
    call_command("createsuperuser", "--noinput", username="bantuan", email="a@example.go.id")
    made = User.objects.get(username="bantuan")
    [one] = [each for each in entries() if each.what == "rights_changed"]
    assert (one.about, one.actor) == (str(made.uid), None)
    assert one.facts == {"is_superuser": True}
    eko, moment = crew.eko.user, now()
    secret = generate_totp_secret()
    second_factor.set_up(eko, secret, code_at(secret, moment), now=moment)
    call_command("remove_second_factor", eko.username)
    [taken] = entries(crew.organisation)
    assert (taken.about, taken.facts) == (str(eko.uid), {"second_factor": False})


def test_the_rights_of_a_group(support, crew):
    group = Group.objects.create(name="contoh")
    send(support, group, permissions=["1"])
    support.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"})
    made = [one for one in entries() if one.what == "group_changed"]
    assert [len(one.facts["permissions"]) for one in made] == [1, 0]
    assert not Group.objects.exists()


def test_posts_and_qualifications(support, crew):
    post = Assignment.objects.create(
        person=crew.eko, unit=crew.eko.unit, title="Kepala Contoh", valid_from=TODAY
    )
    send(support, post, title="Kepala Bidang Contoh")
    assert entries(crew.organisation) == []
    send(support, post, is_head="on")
    send(support, post, acting="plt", acting_for=crew.sari.pk)
    held = Qualification.objects.create(
        person=crew.eko, discipline="mentoring", name="Contoh", obtained_on=TODAY
    )
    send(support, held, discipline="counselling")
    made = entries(crew.organisation)
    assert [one.what for one in made] == ["post_changed"] * 2 + ["qualification_changed"]
    assert made[0].facts["is_head"] is True
    assert made[1].facts["acting_for"] == str(crew.sari.uid)
    assert made[2].facts["discipline"] == "counselling"


def test_calendar_and_zone_stay_and_the_rest_is_entered(support, crew):
    home = crew.organisation
    before = home.calendar_id, home.zone
    other = Calendar.objects.exclude(pk=home.calendar_id).first()
    send(support, home, calendar=other.pk, zone="Asia/Jayapura", away_limit=7)
    assert (home.calendar_id, home.zone) == before
    [made] = entries(home)
    assert (made.what, made.facts["away_limit"]) == ("organisation_changed", 7)


def test_tokens_are_entered_without_their_names(support, crew):
    user = crew.eko.user
    password = "satu-kata-sandi-contoh"
    user.set_password(password)
    user.save()
    support.force_login(user)
    asked = {"name": "KENARI", "scope": "read", "days": "30", "oldpassword": password}
    support.post("/accounts/tokens/", asked)
    support.force_login(support.user)
    token = ApiToken.objects.get()
    chosen = {"action": "revoke", "_selected_action": [token.pk]}
    for _again in range(2):
        support.post("/admin/accounts/apitoken/", chosen)
    made = entries(crew.organisation)
    assert [one.what for one in made] == ["token_issued", "token_revoked"]
    assert [one.actor for one in made] == [user, support.user]
    assert "KENARI" not in str([one.facts for one in made])
