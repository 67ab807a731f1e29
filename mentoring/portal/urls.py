"""Addresses of the portal: items by kind and uid, each change of an item below its page."""

from collections.abc import Iterator

from django.urls import URLPattern, path, register_converter

from mentoring.portal.codes import Neutral
from mentoring.portal.views import (
    appointments,
    ask,
    away,
    bulk,
    calendar,
    confidence,
    counselling_reports,
    data_requests,
    home,
    house_logo,
    house_styles,
    inbox,
    incidents,
    item,
    language,
    manners,
    meeting,
    mentees,
    own,
    own_office,
    pauses,
    performance,
    policies,
    policy_file,
    policy_open,
    programs,
    reach,
    requests,
    rosters,
    rotations,
    slips,
    stand_in,
    step,
    superior,
    trail,
    unroutable,
)

app_name = "portal"
register_converter(Neutral, "neutral")


def _policies(kind: str) -> Iterator[URLPattern]:
    """What may be set for an organisation and for a programme, alike."""
    root = f"deadlines/{kind}s/<uuid:uid>/"
    for name, below, view in (
        ("policies", "", policies.of_place),
        ("policy_file", "file/", policy_file.file),
        ("policy", "<slug:code>/", policies.one),
        ("policy_change", "<slug:code>/change/", policies.change),
        ("policy_open", "<slug:code>/open/", policy_open.moving),
    ):
        yield path(f"{root}{below}", view, {"kind": kind}, name=f"{kind}_{name}")


urlpatterns = [
    path("", home.home, name="home"),
    path("language/", language.switch, name="language"),
    path("away/", away.away, name="away"),
    path("inbox/manners/", manners.manners, name="manners"),
    path("inbox/", inbox.listed, name="inbox"),
    path("inbox/<uuid:uid>", inbox.notice, name="notice"),
    path("inbox/<uuid:uid>/read", inbox.read, name="read"),
    path("inbox/<uuid:uid>/reminded", superior.reminded, name="reminded"),
    path("inbox/<uuid:uid>/on-leave", stand_in.on_leave, name="on_leave"),
    path("inbox/<uuid:uid>/not-my-staff", superior.not_my_staff, name="not_my_staff"),
    path("mentees/", mentees.mentees, name="mentees"),
    path("requests/", requests.requests, name="requests"),
    path("together/", bulk.chosen, name="bulk"),
    path("together/<uuid:uid>/", bulk.one, name="bulk_one"),
    path("unroutable/", unroutable.listed, name="unroutable"),
    path("unroutable/<uuid:uid>/", unroutable.one, name="unroutable_one"),
    path("unroutable/<uuid:uid>/letter.pdf", unroutable.letter, name="unroutable_letter"),
    path("reach/", reach.listed, name="reach"),
    path("reach/<uuid:uid>/", reach.one, name="reach_one"),
    path("incidents/", incidents.listed, name="incidents"),
    path("incidents/<uuid:uid>/", incidents.incident, name="incident"),
    path("outbox/<uuid:uid>/", incidents.delivery, name="delivery"),
    path("rosters/", rosters.listed, name="rosters"),
    path("rosters/<uuid:uid>/", rosters.one, name="roster"),
    path("rosters/<uuid:uid>/rejected.csv", rosters.rejects, name="roster_rejects"),
    path("deadlines/", policies.places, name="deadlines"),
    path(
        "organisations/<uuid:uid>/calendar/", calendar.of_organisation, name="organisation_calendar"
    ),
    path("organisations/<uuid:uid>/units/", calendar.units, name="organisation_units"),
    path("units/<uuid:uid>/calendar/", calendar.of_unit, name="unit_calendar"),
    path("confidence/", confidence.one, name="confidence"),
    path("trail/", trail.one, name="trail"),
    path("leading/", appointments.led, name="leading"),
    path("organisations/<uuid:uid>/appointments/", appointments.one, name="appointments"),
    path("organisations/<uuid:uid>/rotations/", rotations.one, name="rotations"),
    path("organisations/<uuid:uid>/texts/", house_styles.listed, name="house_style"),
    path("organisations/<uuid:uid>/logo/", house_logo.one, name="house_logo"),
    path(
        "organisations/<uuid:uid>/texts/<str:text>/<slug:language>/",
        house_styles.one,
        name="house_text",
    ),
    path("organisations/<uuid:uid>/programs/", programs.listed, name="programs"),
    path("programs/<uuid:uid>/", programs.one, name="program"),
    *_policies("organisation"),
    *_policies("programme"),
    path("programmes/<uuid:uid>/pauses/", pauses.of_programme, name="programme_pauses"),
    path("slips/", slips.listed, name="slips"),
    path("slips/<uuid:programme>/", slips.of_programme, name="print_slips"),
    path("ask/", ask.route, name="ask"),
    path("ask/<uuid:programme>/", ask.write, name="ask_write"),
    path("relationships/<uuid:uid>/", item.relationship, name="relationship"),
    path("relationships/<uuid:uid>/pauses/", pauses.of_relationship, name="relationship_pauses"),
    path("relationships/<uuid:uid>/sessions/new/", meeting.propose, name="propose_session"),
    path(
        "relationships/<uuid:uid>/<slug:name>/",
        step.step,
        {"kind": "relationship"},
        name="relationship_step",
    ),
    path("corrections/<uuid:uid>/", item.correction, name="correction"),
    path(
        "corrections/<uuid:uid>/<slug:name>/",
        step.step,
        {"kind": "correction"},
        name="correction_step",
    ),
    path("organisations/<uuid:uid>/counselling/", counselling_reports.shown, name="reports"),
    path(
        "organisations/<uuid:uid>/counselling.csv", counselling_reports.fetched, name="reports_file"
    ),
    path("own/", own.listed, name="own"),
    path("own/new/", own.ask, name="own_ask"),
    path("own/office/<uuid:uid>/", own_office.kept, name="own_office"),
    path("own/office/<uuid:uid>/text/", own_office.consent, name="own_consent"),
    path("own/office/<uuid:uid>/new/", own_office.enter, name="own_behalf"),
    path("own/<uuid:uid>/", own.one, name="counselling_case"),
    path(
        "own/<uuid:uid>/<neutral:name>/",
        own.change,
        {"kind": "counselling_case"},
        name="counselling_case_step",
    ),
    path("data/", data_requests.mine, name="my_data"),
    path("data/officer/", data_requests.listed, name="data_requests"),
    path("data/<uuid:uid>/", data_requests.one, name="data_request"),
    path("data/<uuid:uid>/texts/", data_requests.opened, name="data_request_texts"),
    path(
        "data/<uuid:uid>/<slug:name>/",
        step.step,
        {"kind": "data_request"},
        name="data_request_step",
    ),
    path("matters/<uuid:uid>/", item.matter, name="matter"),
    path("matters/<uuid:uid>/<slug:name>/", step.step, {"kind": "matter"}, name="matter_step"),
    path("performance/new/", performance.propose, name="propose_counselling"),
    path(
        "performance/<uuid:uid>/",
        item.performance_counselling,
        name="performance_counselling",
    ),
    path(
        "performance/<uuid:uid>/form/",
        performance.opened,
        name="performance_counselling_form",
    ),
    path(
        "performance/<uuid:uid>/<slug:name>/",
        step.step,
        {"kind": "performance_counselling"},
        name="performance_counselling_step",
    ),
    path("sessions/<uuid:uid>/", item.session, name="session"),
    path("sessions/<uuid:uid>/<slug:name>/", step.step, {"kind": "session"}, name="session_step"),
]
