"""One page to confirm and make any change of any machine; what is refused says why.

The form carries the version that was looked at and a token that is spent with the change, so a
form sent twice acts once, and one that comes too late changes nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import confirmation
from mentoring import rules
from mentoring.models import (
    CLASS_C,
    Breach,
    BreakGlass,
    ConsentText,
    Correction,
    CounsellingCase,
    DataRequest,
    Destruction,
    LegalHold,
    Matter,
    PerformanceCounselling,
    Relationship,
    Session,
)
from mentoring.models.idempotency import IdempotencyKey
from mentoring.permissions import Hat
from mentoring.portal.drafts import Desk
from mentoring.portal.forms.step import given, step_form
from mentoring.portal.frame import Seen, Visit, page
from mentoring.portal.presenters import break_glass as glass
from mentoring.portal.presenters import offered, performance, told, words
from mentoring.portal.versions import read_version
from mentoring.queries import access
from mentoring.services import acts, case_emergencies
from mentoring.services.once import digest_of, once, read_token
from mentoring.services.sent_files import sent_files
from workflows import engine
from workflows.errors import Conflict, InvalidInput, NotPermitted, Refused
from workflows.inputs import FreeText
from workflows.machine import SYSTEM, Machine, Transition

MODELS: Mapping[str, Any] = {
    Relationship.kind: Relationship,
    Correction.kind: Correction,
    Matter.kind: Matter,
    Session.kind: Session,
    PerformanceCounselling.kind: PerformanceCounselling,
    CounsellingCase.kind: CounsellingCase,
    DataRequest.kind: DataRequest,
    Breach.kind: Breach,
    Destruction.kind: Destruction,
    LegalHold.kind: LegalHold,
    BreakGlass.kind: BreakGlass,
}
SOUGHT = frozenset({"superior", "counsellor"})  # people looked for by name
QUEUE = "requests"  # what a form says that stands in the coordinator's queue
UNPROCESSABLE, CONFLICT, FORBIDDEN = 422, 409, 403


@dataclass(frozen=True, slots=True)
class Step:
    """A transition of an item that is visible to the visitor."""

    visit: Visit
    seen: Seen
    declared: Transition

    @property
    def item(self) -> Any:
        return self.seen.row

    @property
    def closed(self) -> bool:
        """Whether neither title nor address may say what it is about."""
        return self.item.kind in CLASS_C

    @property
    def consent(self) -> ConsentText | None:
        """What the client agrees to, where consent is asked for."""
        if not {"text", "substitute"} <= set(self.declared.inputs):
            return None
        return ConsentText.objects.in_force(self.item.organisation_id)

    @property
    def text(self) -> str:
        found = self.consent
        return (found.text_en if get_language() == "en" else found.text_id) if found else ""

    @property
    def sought(self) -> str:
        """The name looked for, where somebody of the whole organisation is to be chosen."""
        return self.visit.request.GET.get("q", "").replace("\0", "").strip()[:100]

    def form(self, data: Mapping[str, Any] | None = None) -> forms.Form:
        """As it was sent with `data`, else as it is opened."""
        initial = words.present(self.item, self.declared, self.seen.fields)
        initial |= {"valid_from": rules.office_day(self.visit.now)}
        if found := self.consent:
            initial["text"] = found.uid
        initial |= self.visit.begun
        files = self.visit.request.FILES if data is not None else None
        choices = offered.choices(self.item, self.declared, self.sought, self.visit.now)
        moot = offered.moot(self.item)
        return step_form(self.declared, data, files, choices=choices, initial=initial, moot=moot)


def _asked(visit: Visit, kind: str, uid: UUID, name: str) -> Step:
    seen = visit.find(kind, MODELS[kind].related, uid=uid)
    seen.row.as_of = visit.now
    declared = MODELS[kind].transitions().get(name)
    if declared is None or declared.hidden or declared.allow == {SYSTEM}:
        raise Http404
    return Step(visit, seen, declared)


desk = Desk(lambda visit, **named: _asked(visit, **named).declared.inputs)


def answer(visit: Visit, kind: str, uid: UUID, name: str) -> HttpResponse:
    """Ask for a change, or make it; what is of class C stands behind a door of its own."""
    asked = _asked(visit, kind, uid, name)
    return _perform(asked) if visit.request.method == "POST" else _ask(asked)


step = page("GET", "POST", late=desk.late)(desk(answer))


def _ask(asked: Step) -> HttpResponse:
    """Whether it may be done at all is said before anything is typed in."""
    visit = asked.visit
    possible = acts.offered(asked.item, by=visit.user, now=visit.now)
    [found] = [each for each in possible if each.transition.name == asked.declared.name]
    if not found.allowed:
        code = FORBIDDEN if str(found.reason) == str(engine.NOT_YOURS) else CONFLICT
        return _shown(asked, None, status=code, refusal=str(found.reason))
    return _shown(asked, asked.form())


def _perform(asked: Step) -> HttpResponse:
    visit, data = asked.visit, asked.visit.request.POST
    values, sent = given(asked.declared, data), sent_files(asked.declared, visit.request.FILES)
    values = {name: value for name, value in values.items() if name not in sent.declared}
    digest = _digest(asked, values | sent.digests)
    check = _confirmation(asked, data)
    if check is not None and not check.is_valid():
        return _shown(asked, asked.form(data), status=UNPROCESSABLE, check=check)
    if sent.wrong:
        return _shown(asked, sent.marked(asked.form(data)), status=UNPROCESSABLE)
    try:
        done = once(
            read_token(data),
            lambda: acts.perform(
                asked.item,
                asked.declared.name,
                by=visit.user,
                now=visit.now,
                data=values | sent.kept(asked.item, by=visit.user, now=visit.now),
                version=read_version(data.get("version", "")),
            ),
            by=visit.user,
            now=visit.now,
            digest=digest,
        )
    except InvalidInput as refused:
        return _shown(asked, _marked(asked.form(data), refused), status=UNPROCESSABLE)
    except Conflict as conflict:
        return _overtaken(asked, values, conflict.fresh)
    except Refused as refused:
        code = FORBIDDEN if isinstance(refused, NotPermitted) else CONFLICT
        return _shown(asked, asked.form(data), status=code, refusal=str(refused))
    if isinstance(done, IdempotencyKey):
        if done.digest != digest:
            return _overtaken(asked, values, asked.item)
        return _on(asked, asked.item)
    acts.settle(asked.item, visit.now)
    what = {"what": asked.declared.label}
    messages.success(visit.request, _("Done.") if asked.closed else _("Done: %(what)s.") % what)
    return _on(asked, done)


def _confirmation(
    asked: Step, data: Mapping[str, Any] | None = None, refused: forms.Form | None = None
) -> forms.Form | None:
    """Asks for the password once more, where the change is a signature."""
    if not asked.declared.confirmed:
        return None
    return refused or confirmation.form_for(asked.visit.user, data)


def _on(asked: Step, subject: Machine) -> HttpResponse:
    """To the queue it was done from, else to the item, or home when one's part in it is over."""
    visit = asked.visit
    if visit.request.POST.get("back") == QUEUE and Hat.COORDINATOR in visit.hats:
        return redirect("portal:requests")
    rows = access.rows(subject.kind, visit.user, visit.now)
    return redirect(words.address(subject) if rows.filter(pk=subject.pk).exists() else "/")


def _shown(
    asked: Step,
    form: forms.Form | None,
    *,
    status: int = 200,
    refusal: str = "",
    check: forms.Form | None = None,
) -> HttpResponse:
    item = asked.item
    context = {
        "title": words.title(item, asked.visit.user),
        "item": item,
        "fields": asked.seen.fields,
        "means": glass.means(item, asked.declared.name) if isinstance(item, BreakGlass) else "",
        "hint": _hint(asked),
        "label": asked.declared.label,
        "form": form,
        "refusal": refusal,
        "told": told.told(item, asked.declared.name, asked.visit.user) if form else (),
        "wordy": form is not None and any(map(_is_text, form.fields.values())),
        "typed": [] if form else _texts(asked, asked.visit.begun),
        "token": uuid4(),
        "back": asked.visit.request.POST.get("back", ""),
        "url": words.address(item),
        "search": form is not None
        and not asked.closed
        and bool(SOUGHT & set(asked.declared.inputs)),
        "confirmation": _confirmation(asked, refused=check) if form else None,
        "sought": asked.sought,
        "closed": asked.closed,
        "text": asked.text,
    }
    return asked.visit.show("step.html", context, status)


def _hint(asked: Step) -> str:
    if isinstance(asked.item, CounsellingCase) and not asked.item.is_open(str(asked.item.state)):
        return str(case_emergencies.GOES_ON_ANEW)
    return str(performance.HINTS.get(asked.declared.name, ""))


def _overtaken(asked: Step, values: Mapping[str, Any], fresh: Any) -> HttpResponse:
    """The fresh state, and what was typed in, so that it is not lost."""
    visible = "state" in asked.seen.fields
    context = {
        "title": words.title(asked.item, asked.visit.user),
        "label": asked.declared.label,
        "state": fresh.get_state_display() if visible else "",
        "typed": _texts(asked, values),
        "url": words.address(asked.item),
    }
    return asked.visit.show("conflict.html", context, CONFLICT)


def _texts(asked: Step, values: Mapping[str, Any]) -> list[tuple[Any, str]]:
    return [
        (field.label, values[name])
        for name, field in asked.declared.inputs.items()
        if _is_text(field) and values.get(name)
    ]


def _is_text(field: forms.Field) -> bool:
    return isinstance(field, FreeText)


def _marked(form: forms.Form, refused: InvalidInput) -> forms.Form:
    """The form with the engine's own complaints where its fields had none."""
    form.is_valid()
    for name, errors in refused.errors.items():
        if name in form.fields and name not in form.errors:
            form.add_error(name, list(errors))
    return form


def _digest(asked: Step, values: Mapping[str, Any]) -> str:
    body = json.dumps([str(asked.item.uid), asked.declared.name, values], sort_keys=True)
    return digest_of(body)
