"""The forms of sign-in. What is wrong is said once, in words that give nothing away."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import browsers, delays, second_factor, visits
from accounts.adapter import have_to_wait
from accounts.clock import now
from accounts.identity import LONGEST_LOGIN
from accounts.models import ApiToken, User
from accounts.passwords import LONGEST

LIVES = (30, 90, 180, 365)  # days
LOGIN = gettext_lazy("E-mail address, NIP or user name")


def login_field() -> forms.CharField:
    attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=LOGIN, max_length=LONGEST_LOGIN, widget=forms.TextInput(attrs=attributes)
    )


def password_field(label: Any, *, autocomplete: str = "new-password") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=LONGEST, strip=False, widget=widget)


def shared_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=gettext_lazy("This is a shared computer"),
        help_text=gettext_lazy("You are signed out after 15 minutes, or when the browser closes."),
        required=False,
    )


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "login": login_field(),
            "password": password_field(_("Your password"), autocomplete="current-password"),
            "shared": shared_field(),
        }

    def user_credentials(self) -> dict[str, str]:
        """Whatever was typed is one name; the backend finds out whose."""
        return {
            "username": self.cleaned_data["login"],
            "password": self.cleaned_data["password"],
        }

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response: HttpResponse = super().login(request, redirect_url)
        settle(request, response, self.user, shared=self.cleaned_data["shared"])
        return response


def settle(request: HttpRequest, response: HttpResponse, user: User, *, shared: bool) -> None:
    """After somebody has been let in: start the session's clocks, know the browser next time."""
    visits.begin(request.session, shared=shared, now=now())
    if not shared:
        browsers.remember(response, user)


class NewPassword(forms.Form):
    """A password, typed twice; checked against the rules for its user."""

    password1 = password_field(gettext_lazy("The new password"))
    password2 = password_field(gettext_lazy("The new password once more"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        return cleaned


class EntryForm(NewPassword):
    """The page behind a link: the new password, and where it is typed."""

    token = forms.CharField(max_length=200, widget=forms.HiddenInput)
    shared = shared_field()


class PresentPassword(forms.Form):
    """Asks who is signed in for their password; guessing it gets slow here as well."""

    user: User
    oldpassword = password_field(gettext_lazy("Present password"), autocomplete="current-password")

    def clean_oldpassword(self) -> str:
        buckets = {delays.bucket("change", self.user.uid.hex): delays.PASSWORD}
        wait = delays.take_turn(buckets, now=now())
        if wait:
            raise have_to_wait(wait)
        password: str = self.cleaned_data["oldpassword"]
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your present password."), code="wrong")
        delays.forgive(buckets, now=now())
        return password


class ChangePasswordForm(PresentPassword, NewPassword, AllauthChangePasswordForm):
    """allauth's view, our rules."""

    field_order = ("oldpassword", "password1", "password2")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        self.user = user


def _lives() -> list[tuple[int, str]]:
    """Asked for each form, in its reader's language."""
    return [(days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
            for days in LIVES]  # fmt: skip


class TokenForm(PresentPassword):
    """What a token is for, what it may do, and until when; the password shows who asks."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("The name of the program, so that you know it again."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What may it do?"),
        choices=ApiToken.Scope.choices,
        initial=ApiToken.Scope.READ,
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"), coerce=int, choices=_lives, initial=90
    )
    field_order = ("name", "scope", "days", "oldpassword")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if ApiToken.objects.valid(now()).filter(user=self.user, name=name).exists():
            raise ValidationError(_("You have a token of this name. Revoke it, or name another."))
        return name


def code_field() -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(
        label=gettext_lazy("Code from your authenticator"),
        help_text=gettext_lazy("The six digits it shows now, or one of your codes on paper."),
        max_length=20,
        widget=forms.TextInput(attrs=attributes),
    )


class SecondStepForm(forms.Form):
    """Asked between the password and being signed in."""

    code = code_field()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        second_factor.check(self.user, code, now=now())
        return code


class SetUpForm(PresentPassword):
    """The password, and what a new authenticator shows; only the password to take it away."""

    code = code_field()
    field_order = ("code", "oldpassword")

    def __init__(self, *args: Any, user: User, held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["code"].help_text = _("The six digits it shows now.")
        if held:
            del self.fields["code"]


class ConfirmForm(PresentPassword):
    """Password and, where there is a second factor, its code, which is spent last."""

    code = code_field()
    field_order = ("oldpassword", "code")

    def __init__(self, *args: Any, user: User, held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not held:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and "code" in cleaned:
            try:
                second_factor.check(self.user, cleaned["code"], now=now())
            except ValidationError as error:
                self.add_error("code", error)
        return cleaned


class RecoverForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = login_field()


class SlipForm(RecoverForm):
    """The name and the code printed on a slip."""

    code = forms.CharField(
        label=gettext_lazy("Code on the slip"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    field_order = ("login", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        self.fields["login"].label = _("User name on the slip, or NIP")
