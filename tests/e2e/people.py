"""Who the stories are about, as they come to a desk: with a password, and a second factor."""

from datetime import timedelta

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse
from playwright.sync_api import Page

from accounts import second_factor
from accounts.clock import now
from accounts.models import User
from mentoring.models import Person
from tests.accounts.digits import code_at
from tests.e2e.pages import follow, visit

PASSWORD = "kuda biru terbang"
A_STEP = timedelta(seconds=30)


def with_password(*people: Person) -> None:
    for person in people:
        person.user.set_password(PASSWORD)
        person.user.save(update_fields=["password"])


def with_factor(person: Person) -> str:
    """What their authenticator counts from. The code of the step before is spent by that."""
    secret, before = generate_totp_secret(), now() - A_STEP
    second_factor.set_up(
        User.objects.get(pk=person.user_id), secret, code_at(secret, before), now=before
    )
    return secret


def enter(page: Page, secret: str = "") -> None:
    """The closed section opens for the day, with the code of a second factor if they have one."""
    visit(page, reverse("portal:own"))
    page.locator('input[type="password"]').fill(PASSWORD)
    if secret:
        page.locator('input[name="code"]').fill(code_at(secret, now()))
    follow(page.locator('main form[method="post"] button.button').first)


def fill(page: Page, **fields: str) -> None:
    """What is typed and chosen, by the names of the fields."""
    for field, value in fields.items():
        control = page.locator(f'main [name="{field}"]').first
        match control.get_attribute("type"):
            case "radio":
                page.locator(f'main [name="{field}"][value="{value}"]').check()
            case "checkbox":
                control.check()
            case _:
                control.fill(value)


def send(page: Page) -> None:
    follow(page.locator('main form.sheet[method="post"] button.button').first)
