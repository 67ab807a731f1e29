"""What must not change while records are destroyed: the legal holds of the organisation."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from mentoring.models import Destruction, Organisation
from workflows import hooks


@hooks.owners("destruction", "destroy")
def organisation(pk: int) -> "Iterable[QuerySet[Any]]":
    """Whoever places a hold takes the same lock."""
    made = Destruction.objects.filter(pk=pk).values("organisation")
    return [Organisation.objects.filter(pk__in=made)]
