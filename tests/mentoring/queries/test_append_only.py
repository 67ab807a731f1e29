"""The database itself refuses to change or to forget what happened."""

import pytest
from django.db import IntegrityError, transaction

from mentoring.models import AccessRecord, CounsellingReport, JournalEntry
from mentoring.services.counselling_reports import publish
from mentoring.services.sealed_notes import Purpose, reading
from tests.factories.cast import MONDAY, cast
from tests.factories.data_requests import data_request, officer
from workflows.models import Record

pytestmark = pytest.mark.django_db(transaction=True)


def test_history_is_only_added_to():
    crew = cast()
    wulan = officer(crew)
    asked = data_request(crew, wulan)
    with reading(asked.key.notes.get(), by=wulan.user, purpose=Purpose.IN_CHARGE, now=MONDAY):
        pass
    publish(MONDAY)
    JournalEntry.objects.create(
        number=10**6, at=MONDAY, process="test", what="permissions", about="-", key_id="-", mac="-"
    )
    for model, column in (
        (Record, "reason"),
        (AccessRecord, "mac"),
        (JournalEntry, "about"),
        (CounsellingReport, "kind"),
    ):
        before = list(model.objects.order_by("pk").values())
        assert before
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            model.objects.update(**{column: "x"})
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
            model.objects.all()._raw_delete("default")
        assert list(model.objects.order_by("pk").values()) == before
