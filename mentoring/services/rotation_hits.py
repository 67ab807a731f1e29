"""What a rotation of officials brings about: what bars a row, is to be decided, or known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class Weight(Enum):
    """Whether a row cannot be taken, leads to a task on its day, or is only to be known."""

    BARS = "bars"
    DECIDE = "decide"
    KNOW = "know"


@dataclass(frozen=True, slots=True)
class Hit:
    """A hit as data, so that it is worded in the language of whoever reads it."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def weight(self) -> Weight:
        return TEXTS[self.code][0]

    @property
    def what(self) -> str:
        return str(TEXTS[self.code][1]) % self._shown()

    @property
    def remedy(self) -> str:
        return str(TEXTS[self.code][2]) % self._shown()

    def _shown(self) -> Mapping[str, Any]:
        """Days are kept as data and written as the reader writes them."""
        if "day" not in self.params:
            return self.params
        day = date.fromisoformat(self.params["day"])
        return {**self.params, "day": date_format(day, "DATE_FORMAT")}

    def facts(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params)}


BARS, DECIDE, KNOW = Weight.BARS, Weight.DECIDE, Weight.KNOW

TEXTS = {
    "no_header": (
        BARS,
        _("A value stands in a column that has no header."),
        _("Put values that contain the separator in quotation marks, or empty what stands "
          "beside the table."),
    ),
    "person_missing": (
        BARS,
        _("Nobody is named."),
        _("Write the NIP or the user name of whoever moves."),
    ),
    "nip_number": (
        BARS,
        _("A NIP is stored as a number: its last digits are already lost."),
        _("Format the column as Text, then enter the NIP again from its source."),
    ),
    "nip_unsound": (
        BARS,
        _("“%(text)s” is not a sound NIP."),
        _("Compare the NIP with the decree."),
    ),
    "too_long": (
        BARS,
        _("The text is longer than %(limit)s characters."),
        _("Shorten the text."),
    ),
    "nothing_changes": (
        BARS,
        _("Neither a unit nor a position nor a superior stands in this row."),
        _("Write what changes, or delete the row."),
    ),
    "leads_unclear": (
        BARS,
        _("“%(text)s” says neither yes nor no."),
        _("Write ya or tidak, or leave it out."),
    ),
    "leads_without_unit": (
        BARS,
        _("Who leads a unit needs the unit in the same row."),
        _("Write the unit."),
    ),
    "date_missing": (
        BARS,
        _("The date of effect is missing."),
        _("Write the date, such as 2026-12-31 or 31-12-2026."),
    ),
    "date_unreadable": (
        BARS,
        _("“%(text)s” is not a date."),
        _("Write it as 2026-12-31 or 31-12-2026."),
    ),
    "date_far": (
        BARS,
        _("%(day)s is more than a year away."),
        _("Compare the year with the decree."),
    ),
    "decree_missing": (
        BARS,
        _("The number of the decree is missing."),
        _("Write the number of the decree."),
    ),
    "person_unknown": (
        BARS,
        _("Nobody in your organisation is known by “%(text)s”."),
        _("Correct the NIP or the user name, or bring the person in by a roster first."),
    ),
    "superior_unknown": (
        BARS,
        _("No superior in your organisation is known by “%(text)s”."),
        _("Correct the NIP or the user name, or bring the person in by a roster first."),
    ),
    "unit_unknown": (
        BARS,
        _("There is no unit “%(text)s” in your organisation."),
        _("Correct the name of the unit."),
    ),
    "unit_several": (
        BARS,
        _("Several units are called “%(text)s”."),
        _("Write the unit with those above it: Office > Division."),
    ),
    "twice": (
        BARS,
        _("The same person stands in row %(row)s as well."),
        _("Keep the row the decree has and delete the other."),
    ),
    "own_superior": (
        BARS,
        _("Nobody is their own superior."),
        _("Write the superior the decree names."),
    ),
    "circle": (
        BARS,
        _("With this file %(name)s would be above and below %(other)s at once."),
        _("Compare the superiors of both with the decree."),
    ),
    "later_line": (
        BARS,
        _("A superior from %(day)s on is on record already."),
        _("Correct that entry first."),
    ),
    "pending": (
        BARS,
        _("A move on %(day)s by decree %(decree)s is waiting already."),
        _("Delete the row, or bring it in once that move has taken effect."),
    ),
    "organisation_changes": (
        DECIDE,
        _("%(name)s leaves for “%(organisation)s”, another organisation: posts held here end."),
        _("From that day on it stands among what is to be decided: who takes over what is open."),
    ),
    "mentor_above": (
        DECIDE,
        _("%(mentor)s, mentor of %(mentee)s, becomes a superior of theirs, which %(programme)s "
          "forbids."),
        _("From that day on it stands among what is to be decided."),
    ),
    "mentor_not_above": (
        DECIDE,
        _("%(mentor)s is no longer the superior of %(mentee)s, as %(programme)s requires."),
        _("From that day on it stands among what is to be decided."),
    ),
    "staff_stay": (
        DECIDE,
        _("%(name)s moves, but stays the superior of %(count)s who do not stand in this file."),
        _("Add rows with their new superior; else it stands among what is to be decided."),
    ),
    "line_barred": (
        DECIDE,
        _("The superior of %(name)s could not be changed: another entry begins then or later."),
        _("Name the right superior."),
    ),
    "line_in_circle": (
        DECIDE,
        _("The superior of %(name)s could not be changed: the two would be each other's "
          "superiors."),
        _("Name the right superior."),
    ),
    "superior_changes": (
        KNOW,
        _("From %(day)s on %(new)s is told when something of %(name)s is late, no longer %(old)s."),
        "",
    ),
    "superior_begins": (
        KNOW,
        _("From %(day)s on %(new)s is told when something of %(name)s is late."),
        "",
    ),
    "superior_ends": (
        KNOW,
        _("From %(day)s on the head of the unit is told when something of %(name)s is late, no "
          "longer %(old)s."),
        "",
    ),
    "head_ends": (
        KNOW,
        _("%(name)s leads %(unit)s until then; that post ends."),
        "",
    ),
    "superior_stays": (
        KNOW,
        _("%(name)s moves, but %(old)s stays the superior."),
        _("Write the new superior, or - for none."),
    ),
    "past": (
        KNOW,
        _("%(day)s is past: it takes effect today, and what was told before stays as it was."),
        "",
    ),
}  # fmt: skip
