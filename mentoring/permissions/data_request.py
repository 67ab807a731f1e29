"""Who sees a request about somebody's data (class B): the person and who answers it. Nobody else.

What was asked and answered is not here: it is sealed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.permissions.values import Hat, Relation, Resource, words

_ALL: Final = words(
    "uid person wants way_in received_at proof ground withheld corrections answered_at state"
    " version turn due transitions forecast history"
)

DATA_REQUEST = Resource(
    label=_("Request about personal data"),
    model="mentoring.DataRequest",
    relations=rules.DATA_REQUEST,
    see={"requester": _ALL | words("copy"), "dpo": _ALL},
    disclosure="B",
    create={
        Hat.PERSON: words("wants text"),
        Hat.DPO: words("person wants way_in text"),
        Hat.HEAD: words("person wants way_in text"),
    },
)


def _of_request(relation: Relation) -> Relation:
    def found(user: Any, now: datetime) -> Q:
        requests = apps.get_model("mentoring", "datarequest")._base_manager
        return Q(key__in=requests.filter(relation(user, now)).order_by().values("key"))

    return found


DATA_NOTES: Final[Mapping[str, Relation]] = {
    "requester_of_data": _of_request(rules.DATA_REQUEST["requester"]),
    "dpo_of_data": _of_request(rules.DATA_REQUEST["dpo"]),
}
