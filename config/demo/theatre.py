"""The stage of the demo: three phones, newest mails, the clock, red buttons, the balance."""

import time
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.models import User
from config.demo import owners
from config.demo.desk import Desk, Wish
from config.demo.door import demo_only
from config.demo.programme import Programme
from config.demo.views import page

PATIENCE, TICK = 1.5, 0.05  # seconds a press waits to see its wish taken


@page
def stage(request: HttpRequest) -> HttpResponse:
    desk = Desk(settings.DATA_DIR / "desk")
    if "text/html" in request.headers.get("Accept", ""):
        desk.sit_down()
    shown = request.GET.get("phone", "")
    context = {
        "programme": Programme(desk),
        "shown": shown if shown in owners.PHONES else owners.PHONES[0],
    }
    return render(request, "demo/stage.html", context)


@page
def changes(request: HttpRequest) -> HttpResponse:
    """What of the page may have changed, for its script; 204 if nothing has."""
    programme = Programme(Desk(settings.DATA_DIR / "desk"))
    fresh = render_to_string("demo/stage_parts.html", {"programme": programme}, request)
    mark = sha256(fresh.encode()).hexdigest()[:16]
    if request.GET.get("have") == mark:
        return HttpResponse(status=204)
    return HttpResponse(fresh, headers={"X-Mark": mark})


@require_POST
@never_cache
@demo_only
def wish(request: HttpRequest, name: str) -> HttpResponse:
    """Lay the wish on the desk if it can be fulfilled; the page says what comes of it."""
    if name not in set(Wish):
        raise Http404
    desk, wanted = Desk(settings.DATA_DIR / "desk"), Wish(name)
    if not Programme(desk).why_not(wanted):
        desk.ask(wanted)
        _wait_until_taken(desk, wanted)
    return redirect("demo_stage")


def _wait_until_taken(desk: Desk, wanted: Wish) -> None:
    give_up = time.monotonic() + PATIENCE
    while desk.waits(wanted) and time.monotonic() < give_up:
        time.sleep(TICK)


@require_POST
@never_cache
@demo_only
def language(request: HttpRequest) -> HttpResponse:
    """For this browser and for everybody in the demo: phones and mails follow."""
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        User.objects.update(language=wanted)
    return set_language(request)
