"""Reporting that the protection of personal data has failed: by anybody who notices it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import rules
from mentoring.machines.breach_codes import BreachField
from mentoring.models import Breach, Organisation
from mentoring.models.data_request import officers
from mentoring.sealing.notes import new_key, sealed
from mentoring.upkeep_relations import operates
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted

ONLY_HERE = _("This is reported by people of the organisation, or by who runs the system.")
NOBODY = _(
    "Nobody here is appointed who could see to it: neither a data protection officer nor a head of"
    " service. Please tell your organisation at once."
)
SAY_WHAT = _("Say what has happened.")


@transaction.atomic
def report(organisation: Organisation, text: str, *, by: User, now: datetime) -> Breach:
    """Begin one; its 72 hours run from `now`. `text` is sealed.

    Raises NotPermitted, Guarded or InvalidInput (`text`), each with a reason to show.
    """
    person = getattr(by, "person", None)
    at_home = person is not None and person.organisation_id == organisation.pk
    if not at_home and not operates(by):
        raise NotPermitted(ONLY_HERE)
    if not officers(organisation.pk, rules.office_day(now)):
        raise Guarded(NOBODY)
    if not text.strip():
        raise InvalidInput(SAY_WHAT, {"text": [str(SAY_WHAT)]})
    draft = Breach(key=new_key(now), organisation=organisation, finder=by, reported_at=now)
    begun = engine.begin(draft, by=by, now=now)
    sealed(begun.key, BreachField.REPORT, text, author=by, at=now).save()
    return begun
