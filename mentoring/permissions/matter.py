"""Who sees a matter for the coordinator: they alone; others see what is decided."""

from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.permissions.values import Resource, words

MATTER = Resource(
    label=_("Matter for the coordinator"),
    model="mentoring.Matter",
    relations=rules.MATTER,
    see={
        "coordinator": words(
            "uid organisation concern about person pair since until decree decision state version"
            " turn due transitions forecast history"
        ),
    },
)
