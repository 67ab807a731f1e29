"""Who sees what of an escalation, and of a correction of the reporting line it went along."""

from django.utils.translation import gettext_lazy as _

from mentoring import relations, rules
from mentoring.permissions.values import Hat, Resource, words

ESCALATION = Resource(
    label=_("Escalation to a superior"),
    model="notifications.Notice",
    relations=relations.ESCALATION,
    # Which date of which person has passed; never what it is about.
    see={"told_superior": words("id late reminded")},
    write={"told_superior": words("reminded")},
)

CORRECTION = Resource(
    label=_("Correction of a reporting line"),
    model="mentoring.Correction",
    relations=rules.CORRECTION_SEEN,
    see={
        "coordinator": words(
            "uid organisation person superior right_superior valid_from refused_reason state"
            " version turn due transitions forecast history"
        ),
        # What became of their word; who is the right one is for the coordinator and that one.
        "reporter": words("uid person refused_reason state version turn due"),
    },
    create={Hat.PERSON: words("notice")},
)
