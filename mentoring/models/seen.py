"""Rows as the permission table shows them: filtered by relation, or with the relations beside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from mentoring.permissions import RESOURCES

Row = TypeVar("Row", bound=models.Model)
PREFIX = "held_"


def related(rows: QuerySet[Any], resource: str, user: Any, now: datetime) -> Mapping[str, Exists]:
    """For each relation that sees something whether the user stands in it, as a subquery."""
    same = rows.model._base_manager.filter(pk=OuterRef("pk"))
    held = RESOURCES[resource].seen.items()
    return {name: Exists(same.filter(relation(user, now))) for name, relation in held}


def seen(rows: QuerySet[Row], resource: str, user: Any, now: datetime) -> QuerySet[Row]:
    """The rows of which the user sees anything; none for who is not signed in."""
    if not user.is_authenticated:
        return rows.none()
    found = Q(pk__in=[])
    for held in related(rows, resource, user, now).values():
        found |= Q(held)
    return rows.filter(found)


def marked(rows: QuerySet[Row], resource: str, user: Any, now: datetime) -> QuerySet[Row]:
    """All the rows, each with the relations of a signed-in user, of whom `held` may know none."""
    marks = related(rows, resource, user, now)
    found: QuerySet[Row] = rows.annotate(**{PREFIX + name: one for name, one in marks.items()})
    return found


def with_relations(rows: QuerySet[Row], resource: str, user: Any, now: datetime) -> QuerySet[Row]:
    """The rows the user sees, each with its relations, for `held`; still one statement."""
    if not user.is_authenticated:
        return rows.none()
    held = related(rows, resource, user, now)
    found = Q(pk__in=[])
    for one in held.values():
        found |= Q(one)
    marks = {PREFIX + name: ExpressionWrapper(Q(one), BooleanField()) for name, one in held.items()}
    marked: QuerySet[Row] = rows.filter(found).annotate(**marks)
    return marked


def held(row: models.Model, resource: str) -> frozenset[str]:
    """The relations of a row that came from `with_relations`."""
    return frozenset(name for name in RESOURCES[resource].seen if getattr(row, PREFIX + name))


def showing(rows: QuerySet[Row], resource: str, field: str) -> QuerySet[Row]:
    """Of rows from `with_relations` those that show the field: whoever filters by it learns it."""
    found = Q(pk__in=[])
    for name in RESOURCES[resource].seen:
        if field in RESOURCES[resource].see[name]:
            found |= Q(**{PREFIX + name: True})
    return rows.filter(found)


class SeenQuerySet(models.QuerySet[Row]):
    """For models of the table; `resource` is its name there."""

    resource: ClassVar[str]

    def visible_to(self, user: Any, now: datetime) -> Self:
        """Rows of which the user sees anything."""
        rows: Any = seen(self, self.resource, user, now)
        found: Self = rows
        return found

    def with_relations(self, user: Any, now: datetime) -> Self:
        """Those rows, each with the user's relations to it, for `seen.held`."""
        rows: Any = with_relations(self, self.resource, user, now)
        found: Self = rows
        return found
