"""The demo's front door: anybody of the cast, signed in with one click. Never outside the demo."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from config.demo import addressees, agency
from config.demo.door import demo_only
from config.demo.phones import sign_in


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody of the cast, as the page introduces them."""

    uid: UUID
    name: str
    roles: str
    post: str


@require_safe
@never_cache
@demo_only
def entrance(request: HttpRequest) -> HttpResponse:
    return render(
        request, "demo/entrance.html", {"figures": _figures(), "next": request.GET.get("next", "")}
    )


@require_POST
@never_cache
@demo_only
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast, and on to where one was going; nobody else can be chosen."""
    who = request.POST.get("who", "")
    found = next((user for user in _users() if str(user.uid) == who), None)
    if found is None:
        raise Http404
    sign_in(request, found)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return redirect(wanted if safe else "portal:home")


def _users() -> Sequence[User]:
    """In the order of the story, the mentee once there is a roster; then who serves counselling."""
    order = [*agency.CAST, agency.LISTENER, *agency.COUNSELLORS]
    numbers = {member.nip: member.key for member in agency.members() if member.key in order}
    rows = User.objects.filter(person__nip__in=numbers).select_related("person").order_by("pk")
    return sorted(rows, key=lambda user: order.index(numbers[user.person.nip or ""]))


def _figures() -> Sequence[Figure]:
    users = _users()
    known = addressees.behind([user.email for user in users])
    return [
        Figure(user.uid, found.name, found.roles, found.post)
        for user, found in ((user, known[user.email]) for user in users)
    ]
