"""The words for relations and hats, and from when somebody stands in a relation."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mentoring.permissions.values import Hat
from mentoring.vocabulary import Role

RELATIONS: Final[Mapping[str, Any]] = {
    **{role.value: role.label for role in Role},
    "matching_coordinator": _("the service coordinator, while somebody is looked for"),
    "called_coordinator": _("the service coordinator, when attention is asked for"),
    "asked": _("the mentor or coach who was asked"),
    "asker": _("the mentee whose request is to be answered"),
    "author": _("who wrote it"),
    "reader": _("the other of the pair, if it is shared"),
    "self": _("the person themselves"),
    "superior": _("the direct superior"),
    "counterpart": _("the other of a pair"),
    "seeker": _("a mentee looking for somebody"),
    "colleague": _("somebody of the same organisation"),
    "participant": _("who takes part"),
    "recipient": _("who was told"),
    "owner": _("the owner"),
    "told_superior": _("the superior who was told"),
    "client_of_case": _("the client, of what is shared with them"),
    "counsellor_of_case": _("the counsellor in charge"),
    "coordinator_of_case": _("the counselling coordinator, of the request and the limited record"),
    "intake_of_case": _("who takes the request in, of the request"),
    "acquainted_counsellor": _("the counsellor, unless the client withholds their name"),
    "requester_of_data": _("the person whose data it is, of what they wrote and were answered"),
    "dpo_of_data": _("the data protection officer, of what was asked and answered"),
    "dpo_of_breach": _("the data protection officer, of a failure of protection"),
    "affected_by_breach": _("a person concerned, of what the letter says"),
    "looks_in": _("who asked for emergency access, for the minutes that it is open"),
    "opener_of_glass": _("who asked for emergency access, of the reason"),
    "second_of_glass": _("who can approve an emergency access, of its reason"),
    "emergency": _("who was given emergency access, for the minutes that it is open"),
    "watcher": _("who watches over the system, for what is no organisation's"),
}

HATS: Final[Mapping[str, Any]] = {
    Hat.ANYONE: _("anybody"),
    Hat.SIGNED_IN: _("whoever is signed in"),
    Hat.PERSON: _("a person of an organisation"),
    Hat.COORDINATOR: _("a service coordinator"),
    Hat.SUPERIOR: _("a superior or performance appraiser"),
    Hat.PRACTITIONER: _("a mentor or coach"),
    Hat.HEAD: _("a head of service"),
    Hat.AUDITOR: _("an auditor"),
    Hat.DPO: _("a data protection officer"),
    Hat.EMERGENCY: _("an officer for emergency access"),
    Hat.PAPERS: _("an officer for signed papers"),
    Hat.SUPPORT: _("who supports the system"),
    Hat.OPERATOR: _("who watches over the system"),
}
