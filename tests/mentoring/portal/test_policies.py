"""A coordinator reads, changes and publishes escalation policies, and takes them back."""

import re
from datetime import timedelta

import pytest

from mentoring.machines.relationship import RelationshipMachine
from mentoring.services import defaults
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from workflows.models import Deadline, EscalationPolicyVersion
from workflows.policy import ClockKind, Offset, Unit

pytestmark = pytest.mark.django_db

STEP = re.compile(r'name="step(\d+)-amount"')
REASON = "Surat edaran 12/2026 (contoh)"
ASKED = ("offered_practitioner",)


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


SEEN = re.compile(r'name="seen" value="(\w+)"')


@pytest.fixture
def citra(cast, visitor, monkeypatch):
    """She presses publish again when she is first shown what it would have done."""
    client = visitor(cast.citra)
    once = client.post

    def sure(address, data, **more):
        answer = once(address, data, **more)
        seen = SEEN.search(answer.content.decode())
        if data.get("do") != "publish" or answer.status_code != 200 or not seen:
            return answer
        return once(address, {**data, "seen": seen[1]}, **more)

    monkeypatch.setattr(client, "post", sure)
    cast.citra.user.language = "en"
    cast.citra.user.save(update_fields=["language"])
    return client


@pytest.fixture
def address(cast):
    return f"/deadlines/programmes/{cast.programme.uid}/answer_offer/"


def step(
    number, amount=2, point="after_start", deed="remind", who=("offered_practitioner",), **more
):
    given = {"amount": amount, "unit": "working_days", "point": point, "deed": deed, "who": who}
    given |= {"every": "", "every_unit": "working_days", "times": "", "misfire": "fire", **more}
    return {f"step{number}-{name}": value for name, value in given.items()}


LAPSE = {"amount": 1, "point": "after_due", "deed": "transition:lapse", "who": ()}


def form(*steps, amount=2, version="0", do="publish", reason=REASON, **more):
    head = {"amount": amount, "unit": "working_days", "runs": "working", "ends_quietly": ""}
    head |= {"reason": reason, **more}
    given = {**head, "version": version, "do": do}
    for one in steps or (step(1), step(2, **LAPSE)):
        given |= one
    return given


def published():
    return EscalationPolicyVersion.objects.exclude(policy__scope="")


def test_a_place_lists_what_counts_there_and_where_it_was_set(cast, citra):
    shown = words(citra.get("/deadlines/"))
    assert cast.programme.name in shown
    assert cast.organisation.name in shown
    shown = words(citra.get(f"/deadlines/programmes/{cast.programme.uid}/"))
    assert "Answer the offer 3 working days The mentor or coach asked as shipped" in shown
    assert "Plan the first session 10 working days" in shown
    assert "(Coaching)" not in shown
    assert "Name the right superior" not in shown


def test_an_organisation_lists_what_every_discipline_has(cast, citra):
    shown = words(citra.get(f"/deadlines/organisations/{cast.organisation.uid}/"))
    assert "Plan the first session (Coaching) 5 working days" in shown
    assert "Name the right superior, or refuse the correction 3 working days" in shown


def test_a_policy_is_told_in_plain_words(citra, address):
    shown = words(citra.get(address))
    assert "Time allowed 3 working days" in shown
    assert "2 working days after the start Remind the mentor or coach asked" in shown
    assert "1 working day after it is due By rule: Lapse" in shown
    assert "Version 1 · 3 working days as shipped" in shown
    assert "Withdraw" not in shown


def test_a_form_opens_with_what_counts_and_publishes_a_version_of_its_own(cast, citra, address):
    page = citra.get(f"{address}change/").content.decode()
    assert STEP.findall(page) == ["1", "2"]
    answer = citra.post(f"{address}change/", form())
    assert (answer.status_code, answer["Location"]) == (302, address)
    made = published().get()
    assert (made.policy.scope, made.number) == (f"programme:{cast.programme.uid}", 1)
    assert (made.published_by, made.published_at) == (cast.citra.user, MONDAY)
    assert (made.value.allowance.amount, made.source_label) == (2, REASON)
    assert made.value.steps == defaults.shipped_policies()["answer_offer"].steps
    shown = words(citra.get(address))
    assert "2 working days by the programme · Citra Contoh" in shown
    assert REASON in shown


def test_what_nobody_has_tried_is_shown_before_it_counts(cast, visitor, address):
    hasty = visitor(cast.citra)
    answer = hasty.post(f"{address}change/", form())
    assert "Ini belum dicoba" in words(answer)
    assert 'id="tried"' in answer.content.decode()
    seen = SEEN.search(answer.content.decode())[1]
    other = hasty.post(f"{address}change/", form(amount=1, seen=seen))
    assert "Ini belum dicoba" in words(other)
    assert not published().exists()
    assert hasty.post(f"{address}change/", form(seen=seen)).status_code == 302
    assert published().count() == 1


def test_what_is_open_keeps_its_version_and_what_begins_takes_the_new_one(cast, citra, address):
    relationship(cast, "offered")
    citra.post(f"{address}change/", form())
    other = programmes.enrolment(people.person("Nina Contoh", unit=cast.maya.unit), cast.programme)
    relationship(cast, "offered", mentee=other.person)
    rows = Deadline.objects.open().filter(name="answer_offer").order_by("pk")
    scopes = rows.values_list("policy_version__policy__scope", flat=True)
    assert list(scopes) == ["", f"programme:{cast.programme.uid}"]


def test_publishing_what_counts_already_changes_nothing(citra, address):
    answer = citra.post(f"{address}change/", form(amount=3), follow=True)
    assert "Nothing was different" in words(answer)
    assert not published().exists()
    citra.post(f"{address}change/", form())
    citra.post(f"{address}change/", form(version="1", reason="Alasan lain (contoh)"))
    assert published().count() == 1


def test_a_form_that_was_overtaken_is_refused_and_keeps_what_was_typed(citra, address):
    citra.post(f"{address}change/", form())
    answer = citra.post(f"{address}change/", form(amount=1, version="0"))
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile" in words(answer)
    assert 'value="1"' in answer.content.decode()
    assert published().count() == 1


def test_steps_are_added_and_removed_without_losing_the_others(citra, address):
    page = citra.post(f"{address}change/", form(do="add")).content.decode()
    assert STEP.findall(page) == ["1", "2", "3"]
    assert "This field is required" not in page
    page = citra.post(f"{address}change/", form(do="remove-1")).content.decode()
    assert STEP.findall(page) == ["1"]
    assert '<option value="transition:lapse" selected>' in page
    assert REASON in page
    for odd in ("remove-", "remove-x", "remove-99", f"remove-{'9' * 5000}"):
        page = citra.post(f"{address}change/", form(do=odd)).content.decode()
        assert STEP.findall(page) == ["1", "2"]


def test_steps_stand_in_order_of_time_however_they_were_written(citra, address):
    late = step(1, **LAPSE)
    early = step(2, amount=1)
    citra.post(f"{address}change/", form(late, early))
    actions = [one.action for one in published().get().value.steps]
    assert actions == ["remind", "transition"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (form(step(1), do="publish"), "It ends in nothing"),
        (form(step(1, who=()), step(2, **LAPSE)), "Nobody would hear of it"),
        (form(step(1, every="1"), step(2, **LAPSE)), "It would never end"),
        (form(step(1, times="2"), step(2, **LAPSE)), "Say how far apart the repeats are"),
        (form(step(1), step(2, **LAPSE | {"who": ("mentee",)})), "name nobody here"),
        (form(step(1, who=("invited",)), step(2, **LAPSE)), "not one of the available choices"),
        (form(step(1, deed="transition:time_out"), step(2, **LAPSE)), "not one of the available"),
        (form(step(1, amount=900), step(2, **LAPSE)), "as good as never"),
        (form(amount="x"), "Enter a whole number"),
        (form(runs="elapsed"), "counts no working time"),
        (form(runs="sometimes"), "not one of the available choices"),
        (form(reason=""), "This field is required"),
        ({"do": "publish"}, "This field is required"),
        ({}, "This field is required"),
    ],
)  # fmt: skip
def test_an_unfit_policy_is_refused_beside_its_field(citra, address, changed, said):
    answer = citra.post(f"{address}change/", changed)
    assert answer.status_code == 422
    assert f'<p class="wrong">{said}' in answer.content.decode() or said in words(answer)
    assert not published().exists()


def test_the_clock_may_run_day_and_night(citra, address):
    hours = step(1, amount=24, unit="hours"), step(2, **LAPSE | {"unit": "hours"})
    citra.post(f"{address}change/", form(*hours, amount=48, unit="hours", runs="elapsed"))
    made = published().get().value
    assert (made.clock, made.allowance) == (ClockKind.ELAPSED, Offset(48, Unit.HOURS))
    page = citra.get(f"{address}change/").content.decode()
    assert 'value="elapsed" id="id_runs_1" required checked' in page


def test_a_fault_is_told_in_the_language_of_who_asks(cast, citra, address):
    cast.citra.user.language = "id"
    cast.citra.user.save(update_fields=["language"])
    answer = citra.post(f"{address}change/", form(step(1, who=()), step(2, **LAPSE)))
    assert "Tidak ada yang akan diberi tahu; sebutkan siapa." in words(answer)


def test_a_fault_stands_at_the_step_it_is_about_even_when_the_order_differs(citra, address):
    answer = citra.post(f"{address}change/", form(step(1, **LAPSE), step(2, amount=1, who=())))
    page = answer.content.decode()
    assert page.index("Nobody would hear of it") > page.index('name="step2-amount"')


def test_of_a_confidential_process_no_superior_is_offered_or_taken(citra, cast, monkeypatch):
    address = f"/deadlines/programmes/{cast.programme.uid}/status_update/change/"
    told = form(
        step(1, who=("practitioner",)),
        step(2, deed="escalate", point="after_due", who=("superior_of_practitioner",)),
    )
    assert citra.post(address, told).status_code == 302
    monkeypatch.setattr(RelationshipMachine, "disclosure", "C")
    assert "superior_of_practitioner" not in citra.get(address).content.decode()
    assert citra.post(address, told | {"version": "1"}).status_code == 422
    assert published().count() == 1


def test_an_override_is_withdrawn_and_the_shipped_one_counts_again(cast, citra, address):
    citra.post(f"{address}change/", form())
    relationship(cast, "offered")
    assert "Withdraw what is set here" in words(citra.get(address))
    citra.post(address, {"do": "withdraw", "version": "1"})
    shown = words(citra.get(address))
    assert "Time allowed 3 working days" in shown
    assert "Version 2 · withdrawn by the programme · Citra Contoh" in shown
    row = Deadline.objects.open().get(name="answer_offer")
    assert row.policy_version.policy.scope == f"programme:{cast.programme.uid}"
    citra.post(address, {"do": "withdraw", "version": "2"})
    assert published().count() == 2


def test_a_withdrawal_that_was_overtaken_is_refused(citra, address):
    citra.post(f"{address}change/", form())
    answer = citra.post(address, {"do": "withdraw", "version": "0"}, follow=True)
    assert "Somebody else has changed this meanwhile" in words(answer)
    assert published().count() == 1


def test_a_programme_inherits_what_its_organisation_sets(cast, citra, address):
    above = address.replace("programmes", "organisations").replace(
        str(cast.programme.uid), str(cast.organisation.uid)
    )
    citra.post(f"{above}change/", form())
    shown = words(citra.get(address))
    assert "version 1 · by the organisation" in shown
    assert "Withdraw" not in shown


def test_a_coordinator_of_one_programme_sets_nothing_for_the_others(cast, visitor, address):
    second = programmes.programme("mentoring-lain", organisation=cast.organisation)
    ratna = people.person("Ratna Contoh", unit=cast.maya.unit)
    people.appointment(ratna, programme=second)
    client = visitor(ratna)
    assert cast.programme.name not in words(client.get("/deadlines/")).replace(second.name, "")
    assert client.get(address).status_code == 404
    assert client.post(f"{address}change/", form()).status_code == 404
    home = f"/deadlines/organisations/{cast.organisation.uid}/"
    assert client.get(home).status_code == 404
    assert client.get(f"/deadlines/programmes/{second.uid}/answer_offer/").status_code == 200


def test_what_is_no_policy_of_the_place_is_not_there(cast, citra):
    base = f"/deadlines/programmes/{cast.programme.uid}"
    for code in ("nonsense", "handle_correction", "first_session_coaching"):
        assert citra.get(f"{base}/{code}/").status_code == 404
        assert citra.post(f"{base}/{code}/change/", form()).status_code == 404


def test_a_draft_is_tried_on_the_last_quarter_and_nothing_is_published(cast, citra, address):
    relationship(cast, "offered", now=MONDAY - timedelta(days=40))
    answer = citra.post(f"{address}change/", form(do="try", reason=""))
    shown = words(answer)
    assert answer.status_code == 200
    assert "Mon 9 Mar 2026 to Mon 8 Jun 2026. 1 such deadline ran here." in shown
    assert "Ran out of time 1 1 –" in shown
    assert "Reminders 0 1 +1" in shown
    assert "Mon 4 May 2026, Budi Contoh 1 reminder 0 1" in shown[shown.index("Day by day") :]
    assert not published().exists()


def test_what_is_unfit_is_not_tried(citra, address):
    answer = citra.post(f"{address}change/", form(step(1), do="try"))
    assert answer.status_code == 422
    assert "It ends in nothing" in words(answer)
    assert 'id="tried"' not in answer.content.decode()


def test_the_reason_of_a_shipped_policy_is_told_in_the_language_of_who_reads(
    cast, visitor, address
):
    cast.citra.user.language = "id"
    cast.citra.user.save(update_fields=["language"])
    shown = visitor(cast.citra).get(address).content.decode()
    assert "Bawaan sistem: 3 hari kerja, lalu tawaran beralih" in shown
    assert "Product default" not in shown


def test_it_is_said_for_how_long_a_superiors_word_quiets_it(citra, address):
    told = step(2, 1, "after_due", "escalate", ("coordinator",))
    answer = citra.post(
        f"{address}change/",
        form(step(1), told, quiet="2", quiet_unit="working_days", do="publish"),
        follow=True,
    )
    shown = words(answer)
    assert "once a superior says that they have reminded" in shown.lower()
    assert "obody is told for 2 working days; then it goes on unless it is done" in shown
    assert published().get().value.acknowledged == Offset(2, Unit.WORKING_DAYS)
    again = citra.get(f"{address}change/").content.decode()
    assert re.search(r'name="quiet" value="2"', again)
