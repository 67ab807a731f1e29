"""A subject reduced to what the audience asks of it: whose it is, and who stands behind a role."""

from dataclasses import dataclass, field

from mentoring.models import Person


@dataclass(frozen=True)
class Matter:
    organisation_id: int
    programme_id: int | None = None
    disclosure: str = "A"
    kind: str = "matter"
    roles: dict[str, list[Person]] = field(default_factory=dict, hash=False)

    def people_in(self, role):
        return self.roles.get(role, [])


def matter(practitioner: Person, mentee: Person | None = None, **roles: list[Person]) -> Matter:
    pair = {"practitioner": [practitioner], "mentee": [mentee] if mentee else []}
    return Matter(practitioner.organisation_id, roles={**pair, **roles})
