"""The rejected rows as a file: mended and imported again, it brings exactly them."""

import csv
import io
from collections.abc import Iterator

from mentoring import nip
from mentoring.services.roster import RosterPlan
from mentoring.services.roster_problems import Problem
from mentoring.services.roster_rows import may_be_formula
from mentoring.services.roster_verdicts import Decision, Verdict

ADDED = ("baris", "kolom", "masalah", "cara_memperbaiki")
_LONGEST_EXACT_NUMBER = 15  # a spreadsheet keeps so many digits of a number


def rejected_csv(plan: RosterPlan) -> bytes:
    """UTF-8 with BOM, separated as the roster was, so that a spreadsheet opens it as it should."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=plan.sheet.separator)
    kept = [column for column, name in plan.columns.items() if name]
    writer.writerow([*(_safe(plan.sheet.header.cells[column]) for column in kept), *ADDED])
    for decision in plan.decisions:
        if decision.verdict == Verdict.REJECTED:
            cells = decision.judged.row.cells
            originals = (cells[column] if column < len(cells) else "" for column in kept)
            writer.writerow(_safe(cell) for cell in (*originals, *_remedies(plan, decision)))
    return text.getvalue().encode("utf-8-sig")


def header_of(plan: RosterPlan, problem: Problem) -> str:
    """The column as its own file calls it."""
    for column, name in plan.columns.items():
        if problem.column and name == problem.column:
            return plan.sheet.header.cells[column].strip()
    return ""


def _remedies(plan: RosterPlan, decision: Decision) -> Iterator[str]:
    problems = decision.problems
    yield str(decision.number)
    yield "; ".join(filter(None, (header_of(plan, problem) for problem in problems)))
    yield " ".join(problem.what for problem in problems)
    yield " ".join(problem.remedy for problem in problems)


def _safe(cell: str) -> str:
    """A text stays a text: no formula begins, and a long number is not taken for a number."""
    if cell.isdecimal() and len(cell) > _LONGEST_EXACT_NUMBER:
        return nip.spaced(cell)
    return f"'{cell}" if may_be_formula(cell) else cell
