"""The mailbox of everybody: what the demo's people were mailed, as it arrives."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.models import TimeZone
from config.demo import letters
from config.demo.door import demo_only
from config.demo.letters import Letter
from config.demo.shelves import laid_out
from notifications.templatetags import wall_clock
from workflows.now import now

View = Callable[..., HttpResponse]

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# A mail's HTML brings styles of its own; beside these only its links do something, when clicked.
MAIL_POLICY = (
    "sandbox allow-top-navigation-by-user-activation; "
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
HEAD, HEAD_OF_A_FRAME = "<head>", '<head><base target="_top">'  # links leave the frame


def page(view: View) -> View:
    """Indonesian unless the reader chose otherwise, and nothing but our own style and script."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(known):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = known
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        return response

    return require_safe(never_cache(demo_only(shown)))


@page
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/mailbox.html", _list(""))


@page
def letter(request: HttpRequest, number: str) -> HttpResponse:
    found = _found(number)
    item = laid_out([found])[0].bundles[0].first
    part = "text" if request.GET.get("part") == "text" or not found.html else "html"
    return render(request, "demo/letter.html", {**_list(number), "item": item, "part": part})


@page
def news(request: HttpRequest) -> HttpResponse:
    """The list alone, for the script that keeps a page current; 204 if nothing is new."""
    state = _list(request.GET.get("open", ""))
    if request.GET.get("have") == state["mark"]:
        return HttpResponse(status=204)
    return render(request, "demo/list.html", state)


@xframe_options_sameorigin
@page
def html_part(request: HttpRequest, number: str) -> HttpResponse:
    """A mail's HTML, for a frame: it can neither run nor load anything."""
    framed = _found(number).html.replace(HEAD, HEAD_OF_A_FRAME, 1)
    return HttpResponse(framed, headers={"Content-Security-Policy": MAIL_POLICY})


def _folder() -> Path:
    return settings.DATA_DIR / "mail"


def _list(open_number: str) -> dict[str, Any]:
    found = letters.caught(_folder())
    with timezone.override(ZoneInfo(TimeZone.WIB)):
        moment = wall_clock.moment(now())
    newest = found[0].number if found else "0"
    return {
        "shelves": laid_out(found, open_number),
        "count": len(found),
        "moment": moment,
        "mark": f"{newest}.{moment}",
        "open": open_number,
    }


def _found(number: str) -> Letter:
    found = letters.find(_folder(), number)
    if found is None:
        raise Http404
    return found
