"""What each address of the API shows of a resource, and what it leaves to another address.

By hand: a field that the table grants and no address shows has to be put somewhere.
"""

from typing import Any, Final

# Lists of a resource; PARTS are rows of another resource below an object, by parent and order.
LISTED: Final = {
    "api:relationship-list",
    "api:session-list",
    "api:notice-list",
    "api:correction-list",
    "api:matter-list",
    "api:performance_counselling-list",
    "api:counselling_case-list",
    "api:breach-list",
    "api:data_request-list",
    "api:destruction-list",
    "api:legal_hold-list",
    "api:person-list",
    "api:practitioner-list",
    "api:unit-list",
    "api:programme-list",
    "api:roster-import-list",
    "api:rotation-list",
}
PARTS: Final = {
    "api:relationship-offers": ("offer", "relationship", ("rank",)),
    "api:relationship-agreements": ("agreement", "relationship", ("version",)),
    "api:session-notes": ("note", "session", ("created_at", "pk")),
}
# Pages of one object, which show the values of `on_page`.
PAGES: Final = {"portal:relationship", "portal:session", "portal:performance_counselling"}
# Shown at another address (history, offers, agreement, notes, sessions), on a page, or in `/me/`.
_ELSEWHERE: Final = {
    "relationship": "history sessions offers agreement reflections status_line",
    "session": "history notes",
    "note": "session",
    "correction": "history",
    "matter": "history",
    "performance_counselling": "history",
    "counselling_case": "history",
    "breach": "history people letter",
    "data_request": "history",
    "destruction": "history",
    "legal_hold": "history",
    "person": "absences superior qualifications wishes contacts",
    "unit": "zone",
    "programme": "enrolments",
    "roster_import": "by",
}
# What a line of a list leaves to the page of the one.
_IN_FULL: Final = {
    "api:relationship-list": "transitions forecast reminded opens_at",
    "api:session-list": "transitions forecast",
    "api:notice-list": "path rule",
    "api:correction-list": "transitions forecast",
    "api:matter-list": "transitions forecast",
    "api:performance_counselling-list": (
        "transitions forecast client_signature counsellor_signature"
    ),
    "api:counselling_case-list": ("transitions forecast sessions referrals emergencies kept_out"),
    "api:data_request-list": "transitions forecast corrections copy",
    "api:destruction-list": "transitions forecast",
    "api:legal_hold-list": "transitions forecast",
    "api:breach-list": "transitions forecast",
    "api:roster-import-list": "counts rows",
    "api:rotation-list": "moves",
}


def elsewhere(address: str, resource: str) -> frozenset[str]:
    """The fields of a resource that this address does not show to anybody."""
    return frozenset(f"{_ELSEWHERE.get(resource, '')} {_IN_FULL.get(address, '')}".split())


def on_page(row: Any) -> dict[str, str]:
    """Values known by sight: names of people, and texts planted for the purpose."""
    if row.kind == "performance_counselling":
        names = {name: getattr(row, name) for name in ("client", "counsellor", "appraiser")}
        shown = {name: one.display_name for name, one in names.items() if one}
        return {**shown, "place": row.place}
    guide = row.practitioner
    return {
        "mentee": row.mentee.display_name,
        "practitioner": guide.person.display_name if guide else "",
        **{name: getattr(row, name, "") for name in ("aim", "place", "link")},
    }
