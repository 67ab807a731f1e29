"""Emergency accesses, and more of them: open ones about others, ended ones about the same."""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from mentoring.models import BreakGlass, Person
from tests.budgets.rows import copy_deadlines, like
from tests.factories.break_glass import Guards, glass, guards
from tests.factories.cast import Cast
from workflows.models import Record


@dataclass
class Glasses:
    """`made` is looked at and open, `ended` is what lists have more and more of."""

    held: Guards
    made: BreakGlass
    ended: BreakGlass

    def grow(self, somebody: Person) -> None:
        like(self.ended, key=like(self.ended.key))
        copy_deadlines(self.made, like(self.made, person=somebody, key=like(self.made.key)))
        told = Record.objects.filter(subject_kind=self.made.kind, subject_id=self.made.pk)
        last = told.latest("version")
        like(last, version=last.version + 1)


def glasses(crew: Cast) -> Glasses:
    held = guards(crew)
    TOTP.activate(held.galih.user, generate_totp_secret())
    ended = glass(crew, held, "signed_off")
    return Glasses(held, glass(crew, held, "open"), ended)
