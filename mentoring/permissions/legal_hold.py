"""Who sees a legal hold (class B): who answers for personal data, and nobody else."""

from django.utils.translation import gettext_lazy as _

from mentoring import keeping_rules
from mentoring.permissions.values import Hat, Resource, words

LEGAL_HOLD = Resource(
    label=_("Legal hold"),
    model="mentoring.LegalHold",
    relations=keeping_rules.LEGAL_HOLD,
    see={
        "dpo": words(
            "uid organisation person case_uid hold_reason document placed_at review_at lift_reason"
            " lifted_at state version turn due transitions forecast history"
        )
    },
    disclosure="B",
    create={
        hat: words("person case_uid hold_reason document until") for hat in (Hat.DPO, Hat.HEAD)
    },
)
