"""The addresses of the API. Every transition of every machine has one, typed by its inputs."""

from collections.abc import Iterator

from django.urls import URLPattern, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from mentoring.api.endpoint import Nowhere
from mentoring.api.views import (
    breach,
    case,
    correction,
    data_request,
    destruction,
    legal_hold,
    matter,
    notice,
    pauses,
    people,
    performance,
    policy,
    policy_open,
    relationship,
    retention,
    roster,
    rotation,
    session,
    worklist,
)
from mentoring.api.views.alike import alike
from mentoring.api.views.subject import (
    SubjectEndpoint,
    SubjectList,
    open_transitions,
    transition_view,
)
from mentoring.machines.case_codes import code_of

app_name = "api"


def _transitions(root: str, endpoint: type[SubjectEndpoint]) -> Iterator[URLPattern]:
    """One address per transition under one name; the name of the transition is an argument."""
    kind = endpoint.model.kind
    for declared in open_transitions(endpoint.model):
        yield path(
            f"{root}/<uuid:uid>/transitions/{declared.name}/",
            transition_view(endpoint, declared).as_view(),
            {"name": declared.name},
            name=f"{kind}-transition",
        )


def _subject(
    root: str, entry: str, endpoint: type[SubjectEndpoint], listed: type[SubjectList]
) -> Iterator[URLPattern]:
    """The list of a kind, one of it, its history, why one was told, and its changes."""
    kind = endpoint.model.kind
    yield path(f"{root}/", listed.as_view(), name=f"{kind}-list")
    for below, view in alike(endpoint, entry):
        end, name = (f"{below}/", f"{kind}-{below}") if below else ("", kind)
        yield path(f"{root}/<uuid:uid>/{end}", view.as_view(), name=name)
    yield from _transitions(root, endpoint)


def _of_places() -> Iterator[URLPattern]:
    """Policies of organisations and programmes; pauses of programmes and relationships."""
    for kind, view in policy.POLICIES.items():
        root = f"{kind}s/<uuid:uid>/policies/"
        one, moving = policy.POLICY[kind], policy_open.POLICY_OPEN[kind]
        yield path(root, view.as_view(), name=f"{kind}-policies")
        yield path(f"{root}<slug:code>/", one.as_view(), name=f"{kind}-policy")
        yield path(f"{root}<slug:code>/open/", moving.as_view(), name=f"{kind}-policy-open")
    for kind, standing_still in pauses.PAUSES.items():
        root = f"{kind}s/<uuid:uid>/pauses/"
        yield path(root, standing_still.as_view(), name=f"{kind}-pauses")


def _of_cases() -> Iterator[URLPattern]:
    """Neither an address nor a log of addresses says what was done."""
    yield path("own/", case.CaseListView.as_view(), name="counselling_case-list")
    yield path("own/office/", case.OfficeView.as_view(), name="own-office")
    yield path("own/<uuid:uid>/", case.CaseView.as_view(), name="counselling_case")
    yield path("own/<uuid:uid>/texts/", case.TextsView.as_view(), name="counselling_case-texts")
    yield path(
        "own/<uuid:uid>/readings/", case.ReadingsView.as_view(), name="counselling_case-readings"
    )
    for declared in open_transitions(case.CaseEndpoint.model):
        yield path(
            f"own/<uuid:uid>/{code_of(declared.name)}/",
            transition_view(case.CaseEndpoint, declared).as_view(),
            {"name": declared.name},
            name="counselling_case-transition",
        )


urlpatterns = [
    path("me/", people.MeView.as_view(), name="me"),
    path("worklist/", worklist.WorklistView.as_view(), name="worklist"),
    *_subject(
        "relationships",
        "relationship",
        relationship.RelationshipEndpoint,
        relationship.RelationshipListView,
    ),
    path(
        "relationships/<uuid:uid>/offers/",
        relationship.RelationshipOffersView.as_view(),
        name="relationship-offers",
    ),
    path(
        "relationships/<uuid:uid>/agreements/",
        relationship.RelationshipAgreementsView.as_view(),
        name="relationship-agreements",
    ),
    *_subject("sessions", "session", session.SessionEndpoint, session.SessionListView),
    path("sessions/<uuid:uid>/notes/", session.SessionNotesView.as_view(), name="session-notes"),
    *_subject(
        "corrections", "correction", correction.CorrectionEndpoint, correction.CorrectionListView
    ),
    *_subject("matters", "matter", matter.MatterEndpoint, matter.MatterListView),
    *_subject(
        "performance-counsellings",
        "performance",
        performance.PerformanceEndpoint,
        performance.PerformanceListView,
    ),
    *(
        path(
            f"performance-counsellings/<uuid:uid>/{below}/",
            view.as_view(),
            name=f"performance_counselling-{below}",
        )
        for below, view in (
            ("form", performance.PerformanceFormView),
            ("paper", performance.PerformancePaperView),
            ("signature", performance.PerformanceSignatureView),
        )
    ),
    *_of_cases(),
    *_subject(
        "data-requests",
        "data_request",
        data_request.DataRequestEndpoint,
        data_request.DataRequestListView,
    ),
    path(
        "data-requests/<uuid:uid>/texts/",
        data_request.DataRequestTextsView.as_view(),
        name="data_request-texts",
    ),
    path(
        "data-requests/<uuid:uid>/copy/",
        data_request.DataRequestCopyView.as_view(),
        name="data_request-copy",
    ),
    *_subject(
        "destructions",
        "destruction",
        destruction.DestructionEndpoint,
        destruction.DestructionListView,
    ),
    path(
        "destructions/<uuid:uid>/certificate/",
        destruction.DestructionCertificateView.as_view(),
        name="destruction-certificate",
    ),
    path("retention/", retention.RetentionView.as_view(), name="retention"),
    *_subject(
        "legal-holds", "legal_hold", legal_hold.LegalHoldEndpoint, legal_hold.LegalHoldListView
    ),
    *_subject("breaches", "breach", breach.BreachEndpoint, breach.BreachListView),
    *(
        path(f"breaches/<uuid:uid>/{below}/", view.as_view(), name=f"breach-{name}")
        for below, name, view in (
            ("people", "people", breach.BreachPeopleView),
            ("texts", "texts", breach.BreachTextsView),
            ("letter", "letter", breach.BreachLetterView),
            ("letter/print", "print", breach.BreachPrintView),
        )
    ),
    path("notices/", notice.NoticeListView.as_view(), name="notice-list"),
    path("notices/<uuid:uid>/", notice.NoticeView.as_view(), name="notice"),
    path("notices/<uuid:uid>/read/", notice.NoticeReadView.as_view(), name="notice-read"),
    path(
        "notices/<uuid:uid>/reminded/", notice.NoticeRemindedView.as_view(), name="notice-reminded"
    ),
    path("people/", people.PersonListView.as_view(), name="person-list"),
    path("people/<uuid:uid>/", people.PersonView.as_view(), name="person"),
    path("practitioners/", people.PractitionerListView.as_view(), name="practitioner-list"),
    path("units/", people.UnitListView.as_view(), name="unit-list"),
    path("programmes/", people.ProgrammeListView.as_view(), name="programme-list"),
    path("programmes/<uuid:uid>/", people.ProgrammeView.as_view(), name="programme"),
    path(
        "programmes/<uuid:uid>/roster/",
        roster.ProgrammeRosterView.as_view(),
        name="programme-roster",
    ),
    *_of_places(),
    *(
        path(f"{kind}s/<uuid:uid>/extensions/", view.as_view(), name=f"{kind}-extensions")
        for kind, view in pauses.EXTENSIONS.items()
    ),
    path("me/absences/", pauses.AbsencesView.as_view(), name="me-absences"),
    path("roster-imports/", roster.RosterImportListView.as_view(), name="roster-import-list"),
    path("roster-imports/<uuid:uid>/", roster.RosterImportView.as_view(), name="roster-import"),
    path(
        "organisations/<uuid:uid>/rotations/",
        rotation.OrganisationRotationsView.as_view(),
        name="organisation-rotations",
    ),
    path("rotations/", rotation.RotationListView.as_view(), name="rotation-list"),
    path("rotations/<uuid:uid>/", rotation.RotationView.as_view(), name="rotation"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
    re_path("", Nowhere.as_view(), name="nowhere"),
]
