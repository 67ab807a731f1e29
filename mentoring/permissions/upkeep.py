"""Who sees what of the upkeep: rosters sent in, mails and incidents, escalations that were lost."""

from django.utils.translation import gettext_lazy as _

from mentoring import relations, upkeep_relations
from mentoring.permissions.values import Hat, Resource, words

ROSTER_UPLOAD = Resource(
    label=_("Roster sent in"),
    model="mentoring.RosterUpload",
    relations=relations.OF_PROGRAMME,
    see={
        "coordinator": words(
            "uid programme by name created_at confirmed_at finished_at rows counts"
        )
    },
    write={"coordinator": words("confirmed_at")},
    create={Hat.COORDINATOR: words("programme file")},
)

BULK_ACT = Resource(
    label=_("Act on many items"),
    model="mentoring.BulkAct",
    relations=relations.BULK_ACT,
    # What it did to an item is asked of the item; a page lists only what its author chose.
    see={"owner": words("uid kind given asked_at confirmed_at finished_at items")},
    write={"owner": words("given confirmed_at")},
    create={Hat.COORDINATOR: words("kind items")},
)

_COPY = words(
    "id recipient channel state due_at next_attempt_at attempts sent_at stopped_at reason"
    " error_code"
)

DELIVERY = Resource(
    label=_("Delivery"),
    model="notifications.Delivery",
    relations=upkeep_relations.DELIVERY,
    # Whether it arrived, never what it said.
    see={"coordinator": _COPY, "watcher": _COPY},
    write={"coordinator": words("state reason"), "watcher": words("state reason")},
)

_TROUBLE = words(
    "uid kind reason recipient opened_at closed_at closed_by resolution resolution_reason delivery"
)
_DECISION = words("resolution resolution_reason")

ENDPOINT = Resource(
    label=_("Program that is told"),
    model="notifications.Endpoint",
    relations=upkeep_relations.ENDPOINT,
    # The secret is nobody's: it is shown once, when it is made.
    see={
        "coordinator": words(
            "uid url topics created_at made_by taken_at off_at off_reason former_until copies"
        )
    },
    write={"coordinator": words("topics off_at")},
    create={Hat.COORDINATOR: words("url topics")},
)

INCIDENT = Resource(
    label=_("Incident"),
    model="notifications.Incident",
    relations=upkeep_relations.INCIDENT,
    see={"coordinator": _TROUBLE, "watcher": _TROUBLE},
    write={"coordinator": _DECISION, "watcher": _DECISION},
)

UNROUTABLE = Resource(
    label=_("Escalation that reached nobody"),
    model="notifications.Notice",
    relations=upkeep_relations.UNROUTABLE,
    # What was awaited of whom, and how the search went; not who was told of that.
    see={"coordinator": words("id kind subject deadline late due_at path created_at resolution")},
    write={"coordinator": words("resolution")},
)
