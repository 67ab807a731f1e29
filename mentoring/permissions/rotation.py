"""Who sees rotations of officials: the coordinator of the whole organisation."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from mentoring import relations
from mentoring.permissions.values import Hat, Resource, words

ROTATION: Final = Resource(
    label=_("Rotation of officials"),
    model="mentoring.Rotation",
    relations=relations.ROTATION,
    see={"coordinator": words("uid organisation name by published_at size waiting moves")},
    create={Hat.COORDINATOR: words("file preview seen")},
)
