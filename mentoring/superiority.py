"""Who is over whom, as it counts where somebody must be kept out: one definition for all guards.

Over a person is whoever a reporting line of either kind puts there, whoever leads their unit or
one above it, with or without a line, and whoever acts for one of these; at any level, by the
entries of one day.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

_HOLDS = "{0}.valid_from <= %s AND ({0}.valid_to IS NULL OR {0}.valid_to >= %s)"
_EDGES = f"""
    branch(unit, above) AS (
        SELECT unit.id, unit.id FROM mentoring_unit unit
        UNION
        SELECT branch.unit, unit.parent_id FROM branch
        JOIN mentoring_unit unit ON unit.id = branch.above WHERE unit.parent_id IS NOT NULL
    ),
    edge(person, superior) AS (
        SELECT line.person_id, line.superior_id FROM mentoring_reportingline line
        WHERE {_HOLDS.format("line")}
        UNION ALL
        SELECT seated.id, post.person_id FROM mentoring_person seated
        JOIN branch ON branch.unit = seated.unit_id
        JOIN mentoring_assignment post ON post.unit_id = branch.above AND post.is_head
        WHERE post.person_id <> seated.id AND {_HOLDS.format("post")}
        UNION ALL
        SELECT post.acting_for_id, post.person_id FROM mentoring_assignment post
        WHERE post.acting_for_id IS NOT NULL AND {_HOLDS.format("post")}
    )
"""  # noqa: S608 no value of anybody's is in it
Statement = tuple[str, list[Any]]


def pairs_over(people: Collection[int], day: date) -> Statement:
    """Selects (person, superior) for everybody over these people; they are not empty."""
    held = ", ".join(["%s"] * len(people))
    query = f"""
        WITH RECURSIVE {_EDGES},
        over(person, superior) AS (
            SELECT edge.person, edge.superior FROM edge WHERE edge.person IN ({held})
            UNION
            SELECT over.person, edge.superior FROM over JOIN edge ON edge.person = over.superior
        )
        SELECT person, superior FROM over WHERE person <> superior
    """  # noqa: S608 placeholders only
    return query, [*[day] * 6, *people]


def people_under(user: Any, day: Any) -> Statement:
    """Selects the people whom the person of that user (its key) is over."""
    query = f"""
        WITH RECURSIVE {_EDGES},
        under(person) AS (
            SELECT self.id FROM mentoring_person self WHERE self.user_id = %s
            UNION
            SELECT edge.person FROM under JOIN edge ON edge.superior = under.person
        )
        SELECT person FROM under
    """  # noqa: S608 placeholders only
    return query, [*[day] * 6, user]
