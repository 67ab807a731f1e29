"""The support screens of Django's admin: for whoever the installation trusts with them.

Their models are listed one by one, so that a screen for notes cannot appear unnoticed.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from mentoring.permissions.values import Hat, Route

_SUPPORT = frozenset({Hat.SUPPORT})
_ANYONE = frozenset({Hat.ANYONE})

MODELS: Final = (
    "accounts_apitoken",
    "accounts_user",
    "auth_group",
    "mentoring_absence",
    "mentoring_agreement",
    "mentoring_appointment",
    "mentoring_assignment",
    "mentoring_booking",
    "mentoring_enrolment",
    "mentoring_offer",
    "mentoring_organisation",
    "mentoring_person",
    "mentoring_practitioner",
    "mentoring_programme",
    "mentoring_qualification",
    "mentoring_relationship",
    "mentoring_reportingline",
    "mentoring_rosterimport",
    "mentoring_rosterrow",
    "mentoring_session",
    "mentoring_slip",
    "mentoring_unit",
    "notifications_delivery",
    "notifications_incident",
    "notifications_notice",
    "workflows_enginestate",
)
_SCREENS = ("changelist", "add", "history", "delete", "change")
_FRAME = (
    "index",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "view_on_site",
    "app_list",
)


def _support() -> Iterator[tuple[str, Route]]:
    yield "admin:login", Route("", "sign in", _ANYONE)
    yield "admin/(?P<url>.*)$", Route("", "support", _SUPPORT)
    for name in _FRAME:
        yield f"admin:{name}", Route("", "support", _SUPPORT)
    for model in MODELS:
        yield (
            f"admin/{model.replace('_', '/', 1)}/<path:object_id>/",
            Route("", "support", _SUPPORT),
        )
        for screen in _SCREENS:
            yield f"admin:{model}_{screen}", Route("", "support", _SUPPORT)


ROUTES: Final[Mapping[str, Route]] = dict(_support())
