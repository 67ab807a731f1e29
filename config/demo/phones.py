"""Three phones in one browser: below its own path each keeps cookies, and so a person, of its own.

`/demo/phones/mentor/inbox/` is the inbox as the mentor's phone shows it. The prefix is taken for a
mount point, so every address the product writes stays on that phone.
"""

from collections.abc import Callable
from http.cookies import SimpleCookie

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix

from accounts import confirming
from accounts.clock import now
from accounts.models import User
from config.demo import owners
from config.demo.door import is_demo

AT = "/demo/phones/"
LENT = "demo_lent"  # in a session: the phone's owner of the moment is signed in, nobody was chosen
BACKEND = "accounts.backends.EntryBackend"
FRAMED = {"frame-ancestors 'none'": "frame-ancestors 'self'"}
Answer = Callable[[HttpRequest], HttpResponse]


def phone_of(request: HttpRequest) -> str:
    """Whose phone asks; empty for the browser itself."""
    return str(vars(request).get("phone", ""))


def sign_in(request: HttpRequest, user: User) -> None:
    """As a newcomer, whoever was signed in before; nobody here has a password to be asked for."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    confirming.note(request.session, now=now())


class PhoneMiddleware:
    """Stands outermost. What is not below a phone passes untouched."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        role, slash, rest = request.path_info.removeprefix(AT).partition("/")
        if not request.path_info.startswith(AT) or not slash or not is_demo():
            return self.get_response(request)
        if role not in owners.PHONES:
            raise Http404
        return self._on_phone(request, role, f"/{rest}")

    def _on_phone(self, request: HttpRequest, role: str, path: str) -> HttpResponse:
        mount, before = f"{AT}{role}", get_script_prefix()
        request.__dict__["phone"] = role
        request.__dict__["COOKIES"] = _own_cookies(request.COOKIES, role)
        request.path_info = request.META["PATH_INFO"] = path
        request.META["SCRIPT_NAME"] = mount
        set_script_prefix(f"{mount}/")
        try:
            response = self.get_response(request)
        finally:
            set_script_prefix(before)
        _keep_on_phone(response, role, mount)
        return response


def _own_cookies(cookies: dict[str, str], role: str) -> dict[str, str]:
    """Those of this phone under their ordinary names, and the language of the browser."""
    mark, language = f"{role}.", settings.LANGUAGE_COOKIE_NAME
    shared = {language: cookies[language]} if language in cookies else {}
    own = {name.removeprefix(mark): cookies[name] for name in cookies if name.startswith(mark)}
    return shared | own


def _keep_on_phone(response: HttpResponse, role: str, mount: str) -> None:
    kept: SimpleCookie = SimpleCookie()
    for name, morsel in response.cookies.items():
        kept[f"{role}.{name}"] = morsel.value
        kept[f"{role}.{name}"].update(dict(morsel) | {"path": f"{mount}/"})
    response.cookies = kept
    leads = response.headers.get("Location", "")
    if leads.startswith("/") and not leads.startswith(("//", f"{mount}/")):
        response.headers["Location"] = mount + leads
    policy = response.headers.get("Content-Security-Policy", "")
    for strict, framed in FRAMED.items():
        policy = policy.replace(strict, framed)
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"


class OwnerMiddleware:
    """A phone is signed in to its owner, as phones are, until somebody else is chosen on it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        role = phone_of(request)
        lent = not request.user.is_authenticated or LENT in request.session if role else False
        if lent and request.method in {"GET", "HEAD"}:
            owner = owners.user(role)
            if owner is not None and owner != request.user:
                sign_in(request, owner)
                request.session[LENT] = True
        return self.get_response(request)
