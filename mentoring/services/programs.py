"""Programs that are told by webhook: added, changed, switched off and on, and told again."""

import ipaddress
from collections.abc import Collection
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import Organisation
from mentoring.notices import topics
from notifications import incidents, leases
from notifications.channels.outward import is_public
from notifications.endpoints import EXPIRES_AFTER, OVERLAP
from notifications.models import Delivery, DeliveryState, Endpoint, Incident, OffReason

LONGEST = 500
MOST = 10
AGAIN = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED)


@transaction.atomic
def add(
    organisation: Organisation, url: str, chosen: Collection[str], *, by: User, now: datetime
) -> tuple[Endpoint, str]:
    """The endpoint and its secret, which is never shown again. ValidationError by field."""
    home = _locked(organisation)
    if wrong := _faults(home, url.strip(), chosen):
        raise ValidationError(wrong)
    made = Endpoint(
        owner=home.uid, url=url.strip(), topics=sorted(chosen), created_at=now, made_by_id=by.pk
    )
    secret = made.renew_secret()
    made.save()
    _listen(home)
    return made, secret


@transaction.atomic
def choose(endpoint: Endpoint, chosen: Collection[str]) -> None:
    """Of which topics it is told from now on. ValidationError by field."""
    home = _locked(Organisation.objects.get(uid=endpoint.owner))
    if wrong := _unfit_topics(chosen):
        raise ValidationError({"topics": wrong})
    Endpoint.objects.filter(pk=endpoint.pk).update(topics=sorted(chosen))
    _listen(home)


@transaction.atomic
def renew(endpoint: Endpoint, *, now: datetime) -> str:
    """A new secret, shown this once; the old one signs as well for a day."""
    held = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    secret = held.renew_secret(former_until=now + OVERLAP)
    held.save(update_fields=["secret", "former_secret", "former_until"])
    return secret


def switch_off(endpoint: Endpoint, *, now: datetime) -> None:
    """What is posted meanwhile is kept in the list, not sent."""
    on = Endpoint.objects.filter(pk=endpoint.pk, off_at=None)
    on.update(off_at=now, off_reason=OffReason.BY_HAND, off_told=True)


def switch_on(endpoint: Endpoint) -> None:
    off = Endpoint.objects.filter(pk=endpoint.pk).exclude(off_at=None)
    off.update(off_at=None, off_reason="", off_told=False)


@transaction.atomic
def send_again(copy: Delivery, *, by: User, now: datetime) -> bool:
    """Post it once more under the same id; False if it is under way or its address is off."""
    for trouble in Incident.objects.open().filter(delivery=copy).order_by("pk"):
        incidents.retry(trouble, by=by, now=now)
    settled = Delivery.objects.filter(pk=copy.pk, state__in=AGAIN, endpoint__off_at=None)
    again = {
        "state": DeliveryState.PENDING,
        "next_attempt_at": now,
        "expires_at": now + EXPIRES_AFTER,
        "attempts": 0,
        "possible_duplicate": F("possible_duplicate") + int(copy.state == DeliveryState.SENT),
        "sent_at": None,
        "stopped_at": None,
        "reason": "",
        "error_code": "",
        "error_text": "",
    }
    return bool(settled.update(**again, **leases.UNLEASED))


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _listen(home: Organisation) -> None:
    """Who is told of what, where the notices are written without asking for it."""
    rows = Endpoint.objects.filter(owner=home.uid).order_by("pk")
    home.listening = {str(pk): chosen for pk, chosen in rows.values_list("pk", "topics")}
    home.save(update_fields=["listening"])


def _faults(home: Organisation, url: str, chosen: Collection[str]) -> dict[str, str]:
    found = {"url": _unfit_address(url), "topics": _unfit_topics(chosen)}
    known = Endpoint.objects.filter(owner=home.uid)
    if not found["url"] and known.filter(url=url).exists():
        found["url"] = _("This address is in the list already.")
    if known.count() >= MOST:
        found["url"] = _("There are %(most)d addresses already. That is as many as there can be.")
        found["url"] %= {"most": MOST}
    return {name: said for name, said in found.items() if said}


def _unfit_topics(chosen: Collection[str]) -> str:
    if not chosen:
        return _("Choose at least one.")
    unknown = sorted(set(chosen) - set(topics.CODES))
    return _("There is no topic %(name)s.") % {"name": unknown[0]} if unknown else ""


def _unfit_address(url: str) -> str:
    try:
        found = urlsplit(url)
        known = bool(found.hostname) and (found.port is None or found.port > 0)
    except ValueError:
        known = False
    if not known or len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return _("This is not an address such as https://program.example.go.id/bimbing.")
    if found.username or found.password or found.fragment:
        return _("The address may hold no user name, password or #.")
    if settings.WEBHOOKS_TO_PRIVATE:
        fit = found.scheme in {"https", "http"}
        return "" if fit else _("The address must begin with https://.")
    return _unfit_in_public(found)


def _unfit_in_public(url: SplitResult) -> str:
    if url.scheme != "https":
        return _("The address must begin with https://.")
    host = (url.hostname or "").rstrip(".")
    try:
        outside = is_public(ipaddress.ip_address(host))
    except ValueError:
        outside = host != "localhost" and "." in host and not host.endswith(".localhost")
    return "" if outside else _("Only addresses on the open internet can be told.")
