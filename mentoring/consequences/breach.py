"""Effects of a failure of protection: what is written about it, sealed, and who is to be told."""

from typing import cast

from accounts.models import User
from mentoring.machines.breach_codes import LETTER, BreachField, FoundBy
from mentoring.models import Breach, BreachPerson, SealedNote
from mentoring.sealing.notes import all_sealed
from workflows import hooks
from workflows.change import BulkUpdate, Change, Effects

KIND = "breach"


@hooks.consequence(KIND, "confirm")
def authority_is_to_be_told(change: Change) -> Effects:
    return Effects([BreachPerson(breach=_breach(change), found_by=FoundBy.HAND)])


@hooks.consequence(KIND, "describe")
def letters_are_sealed(change: Change) -> Effects:
    return Effects(_sealed(change, *LETTER))


@hooks.consequence(KIND, "dismiss")
def account_is_sealed(change: Change) -> Effects:
    return Effects(_sealed(change, BreachField.ACCOUNT))


@hooks.consequence(KIND, "close")
def measures_are_sealed(change: Change) -> Effects:
    return Effects(_sealed(change, BreachField.MEASURES))


@hooks.consequence(KIND, "gather")
def those_concerned_are_listed(change: Change) -> Effects:
    breach, data = _breach(change), change.data
    people = breach.concerned(data["since"], data["until"], data["who"])
    found = FoundBy.RECORDS
    return Effects([BreachPerson(breach=breach, person=one, found_by=found) for one in people])


@hooks.consequence(KIND, "name_person")
def person_is_listed(change: Change) -> Effects:
    breach = _breach(change)
    person = breach.colleague(change.data["who"])
    return Effects([BreachPerson(breach=breach, person=person, found_by=FoundBy.HAND)])


@hooks.consequence(KIND, "name_matter")
def owner_is_listed_unnamed(change: Change) -> Effects:
    breach = _breach(change)
    found = breach.matter(change.data["identifier"])
    assert found is not None  # noqa: S101 the guard has looked
    matter, by = (None, FoundBy.HAND) if found.known else (found.uid, FoundBy.MATTER)
    row = BreachPerson(breach=breach, person=found.person, matter=matter, found_by=by)
    return Effects([row])


@hooks.consequence(KIND, "name_account")
def account_is_listed(change: Change) -> Effects:
    breach, data = _breach(change), change.data
    owner = breach.colleague(data["who"])
    people = breach.of_account(data["since"], data["until"], data["who"])
    return Effects(
        [
            BreachPerson(
                breach=breach,
                person=one,
                found_by=FoundBy.ACCOUNT if one == owner else FoundBy.RECORDS,
            )
            for one in people
        ]
    )


@hooks.consequence(KIND, "record_told")
def it_is_kept_how_they_were_told(change: Change) -> Effects:
    breach, data = _breach(change), change.data
    told = [row.pk for row in breach.to_be_told(data["person"], data["way"])]
    rows = BreachPerson.objects.filter(pk__in=told, told_at=None)
    return Effects(updates=[BulkUpdate(rows, {"told_at": change.now, "way": data["way"]})])


def _breach(change: Change) -> Breach:
    assert isinstance(change.subject, Breach)  # noqa: S101 registered for this kind only
    return change.subject


def _sealed(change: Change, *fields: BreachField) -> list[SealedNote]:
    texts = {field.value: change.data[field.value] for field in fields}
    author = cast("User", change.by)
    key = _breach(change).key
    return all_sealed(key, texts, author=author, at=change.now, shared=True)
