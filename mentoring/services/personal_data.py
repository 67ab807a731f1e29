"""A copy of everything held about a person: JSON and CSV in a ZIP, made when it is asked for."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.machines.data_request import DataRequestState
from mentoring.machines.data_request_codes import GIVES_FILES, Part
from mentoring.models import DataRequest
from mentoring.queries.held import Held, Row
from mentoring.queries.personal_data import plain, tables
from mentoring.services.roster_rows import may_be_formula
from workflows import engine
from workflows.errors import Guarded, NotPermitted

NO_COPY = _("There is nothing to fetch: a copy comes once such a request is fulfilled.")
GIVEN = frozenset({DataRequestState.FULFILLED, DataRequestState.PARTIALLY})


def is_given(request: DataRequest) -> bool:
    """Whether a copy belongs to the answer."""
    return request.wants in GIVES_FILES and request.state in GIVEN


def copy_for(request: DataRequest, *, by: User, now: datetime) -> bytes:
    """The ZIP, without the parts that were withheld; as things stand now, not when it was asked.

    NotPermitted unless `by` is the person, Guarded unless a copy was given.
    """
    if request.person.user_id != by.pk:
        raise NotPermitted(engine.NOT_YOURS)
    if not is_given(request):
        raise Guarded(NO_COPY)
    held, out = Held(request.person), io.BytesIO()
    whole: dict[str, Any] = {"made_at": now.isoformat(), "withheld": request.withheld}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        for part in Part:
            if part.value in request.withheld:
                continue
            found = {name: _plain(rows) for name, rows in tables(held, part).items()}
            whole[part.value] = found
            for name, rows in found.items():
                if rows:
                    files.writestr(f"{part.value}/{name}.csv", _csv(rows))
        files.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1))
    return out.getvalue()


def _plain(rows: Sequence[Row]) -> list[Row]:
    return [{name: plain(value) for name, value in row.items()} for row in rows]


def _csv(rows: Sequence[Row]) -> str:
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str:
    """A text stays a text: no formula begins."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if isinstance(value, str) and may_be_formula(text) else text
