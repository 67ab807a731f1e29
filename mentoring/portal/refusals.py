"""Making a thing from a form: done once, and on a refusal the form says why."""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentoring.models import IdempotencyKey
from mentoring.portal.frame import Visit
from mentoring.portal.presenters import words
from mentoring.services.once import digest_of, once, read_token
from workflows.errors import InvalidInput, Refused

SENT_BEFORE: Final = _(
    "From this form something else has been sent before. If this is meant too, send it again."
)


def made(visit: Visit, form: forms.Form, act: Callable[[], Any], said: str) -> str:
    """The address of what `act` makes, and `said` on the page there; empty if it is refused.

    The reason then stands at the field it names, else above the form. Sent twice it acts once.
    """
    token, digest = read_token(visit.request.POST), _digest(visit, form)
    try:
        done = once(token, act, by=visit.user, now=visit.now, digest=digest)
    except InvalidInput as refused:
        for name, problems in refused.errors.items():
            form.add_error(name if name in form.fields else None, list(problems))
        return ""
    except Refused as refused:
        form.add_error(None, str(refused))
        return ""
    if not isinstance(done, IdempotencyKey):
        messages.success(visit.request, said)
        return words.address(done)
    if done.digest != digest:
        form.add_error(None, str(SENT_BEFORE))
        return ""
    return reverse(f"portal:{done.subject_kind}", args=[done.subject_uid])


def _digest(visit: Visit, form: forms.Form) -> str:
    """Of what was typed, and of who was chosen where a name meant several."""
    sent = visit.request.POST
    return digest_of(repr([(name, sent.getlist(name)) for name in (*form.fields, "person")]))
