"""Subjects that the data protection officer answers for, who enters them about others too."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring import permissions
from mentoring.api.errors import field_problem
from mentoring.api.views.subject import SubjectEndpoint
from mentoring.models import Person
from mentoring.models.person import called
from mentoring.queries import access
from workflows.errors import NotPermitted

UNKNOWN = _("Nobody, or more than one, is called so here.")
WHOLE = _("Give the whole name or the NIP.")


class OfficerEndpoint(SubjectEndpoint):
    def colleague(self, who: str, refusal: Any) -> Person:
        """The one person at home of that whole name or NIP, for who may enter one about others.

        Everybody else is refused before anybody is looked for.
        """
        home = self.oneself().organisation_id
        hats = access.hats_of(self.user, self.now)
        if "person" not in permissions.creatable(self.resource, hats):
            raise NotPermitted(refusal)
        found = called(who, home)
        if found is None:
            raise field_problem("who", UNKNOWN, remedy=WHOLE)
        return found
