"""What is typed into a form and not performed is kept: on request, while typing, on any refusal.

A `Desk` stands around the view of a form. It never sees passwords, files and hidden fields.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mentoring.portal.frame import View, Visit
from mentoring.services import drafts
from mentoring.services.once import is_spent, read_token

Fields = Mapping[str, forms.Field]

SECRET = (forms.PasswordInput, forms.HiddenInput, forms.FileInput)
KEPT_IN_SILENCE = 204
TOO_LONG = 413


@dataclass(frozen=True, slots=True)
class Desk:
    """`fields` are those of the form; it is called like the view, and raises Http404 like it."""

    fields: Callable[..., Fields]

    def __call__(self, view: View) -> View:
        """The view with `visit.draft` on reading; what it does not perform, it keeps."""

        @wraps(view)
        def attended(visit: Visit, **named: Any) -> HttpResponse:
            if visit.request.method != "POST":
                found = drafts.find(visit.user, visit.request.path, now=visit.now)
                return view(replace(visit, draft=found), **named)
            if "draft" in visit.request.POST:
                return self._asked(visit, named)
            answer = view(visit, **named)
            if 300 <= answer.status_code < 400:
                drafts.forget(visit.user, visit.request.path, now=visit.now)
            else:
                self._keep(visit, named)
            return answer

        return attended

    def late(self, visit: Visit, **named: Any) -> None:
        """The session has ended while the form was open: what it held waits behind sign-in."""
        try:
            kept = self._keep(visit, named)
        except Http404:
            return
        if kept:
            said = _("What you had written is kept. Sign in and you find it in the form again.")
            messages.info(visit.request, said)

    def _asked(self, visit: Visit, named: Mapping[str, Any]) -> HttpResponse:
        data = visit.request.POST
        if data["draft"] == "typing":
            # A form that has just been performed must not come back as a draft.
            spent = is_spent(read_token(data), by=visit.user)
            return HttpResponse(
                status=KEPT_IN_SILENCE if spent or self._keep(visit, named) else TOO_LONG
            )
        if data["draft"] == "throw_away":
            drafts.forget(visit.user, visit.request.path, now=visit.now)
        elif self._keep(visit, named):
            messages.success(visit.request, _("Kept for later. Nobody but you can see it."))
        else:
            messages.error(visit.request, _("This is too long to be kept. Please shorten it."))
        return redirect(visit.request.path)

    def _keep(self, visit: Visit, named: Mapping[str, Any]) -> bool:
        data = visit.request.POST
        open_ones = (
            name
            for name, field in self.fields(visit, **named).items()
            if not isinstance(field.widget, SECRET)
        )
        typed = {name: data[name] for name in open_ones if data.get(name)}
        if not typed:
            drafts.forget(visit.user, visit.request.path, now=visit.now)
            return True
        return drafts.keep(visit.user, visit.request.path, typed, now=visit.now)
