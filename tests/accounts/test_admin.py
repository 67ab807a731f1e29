"""Support staff see users and their settings; nobody is deleted and no password is set there."""

import pytest

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def support(client):
    root = User.objects.create_superuser("root", password="a-long-enough-password")
    client.force_login(root)
    return client


def test_users_are_listed_and_searched(support):
    User.objects.create_user("maya", display_name="Maya Contoh")
    page = support.get("/admin/accounts/user/", {"q": "Contoh"})
    assert page.status_code == 200
    assert b"Maya Contoh" in page.content


def test_a_user_has_no_password_field_and_no_delete_button(support):
    maya = User.objects.create_user("maya")
    page = support.get(f"/admin/accounts/user/{maya.pk}/change/")
    assert page.status_code == 200
    assert b'name="password"' not in page.content
    assert b"/delete/" not in page.content
    assert support.post(f"/admin/accounts/user/{maya.pk}/delete/").status_code == 403


@pytest.mark.sqlite  # PostgreSQL compares numbers of any length
def test_a_group_whose_number_is_too_long_is_refused_with_a_reason(support):
    maya = User.objects.create_user("maya")
    typed = {"username": "maya", "language": "id", "time_zone": "Asia/Jakarta", "groups": "9" * 30}
    page = support.post(f"/admin/accounts/user/{maya.pk}/change/", typed)
    assert page.status_code == 200
    assert "groups" in page.context["adminform"].form.errors
