"""What support sees and may do."""

import pytest
from django.contrib.admin import site
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.cookie import CookieStorage
from django.urls import reverse

from notifications import delivery
from notifications.models import Delivery, Incident, Notice
from tests.notifications.toys import FACTS, NOW, copy_of, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def request_of_support(rf):
    request = rf.get(reverse("admin:index"))  # as a request would, after the addresses are known
    request.user = get_user_model().objects.create_superuser("citra", "citra@example.go.id", "x")
    request._messages = CookieStorage(request)
    return request


@pytest.mark.parametrize("model", [Notice, Delivery, Incident])
def test_nothing_can_be_added_changed_or_deleted(request_of_support, model):
    screen = site._registry[model]
    assert screen.has_view_permission(request_of_support)
    assert not screen.has_add_permission(request_of_support)
    assert not screen.has_change_permission(request_of_support)
    assert not screen.has_delete_permission(request_of_support)


def test_only_class_a_is_listed(request_of_support, maya):
    open_one = told(maya)
    told(maya, "parcel.lost")
    told(maya, "parcel.secret", facts={"content": "canary"})
    assert site._registry[Notice].get_queryset(request_of_support).get() == open_one
    assert site._registry[Delivery].get_queryset(request_of_support).get() == copy_of(open_one)


def test_the_words_of_a_mail_are_not_shown(request_of_support, maya, smtp):
    copy = copy_of(told(maya, facts={**FACTS, "owner": "canary"}))
    delivery.deliver_due(NOW)
    for model, row in ((Delivery, copy), (Notice, copy.notice)):
        page = site._registry[model].changeform_view(request_of_support, str(row.pk)).render()
        assert str(row.pk) in page.content.decode()
        assert "canary" not in page.content.decode()


def test_a_failed_copy_is_tried_again(request_of_support, maya, smtp, settings):
    settings.NOTIFICATIONS_CLOCK = "tests.notifications.toys.later"
    notice = told(maya)
    smtp.mode = "5xx"
    delivery.deliver_due(NOW)
    screen = site._registry[Incident]
    assert "retry" in screen.get_actions(request_of_support)
    screen.retry(request_of_support, Incident.objects.all())
    smtp.mode = "ok"
    delivery.deliver_due(NOW)
    assert copy_of(notice).state == "sent"
    assert Incident.objects.get().closed_by == request_of_support.user


def test_without_the_permission_there_is_no_such_action(request_of_support, maya):
    request_of_support.user = maya
    assert "retry" not in site._registry[Incident].get_actions(request_of_support)
