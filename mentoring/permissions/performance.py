"""Who sees what of a counselling on performance (class B). What was said stands sealed elsewhere.

That it exists, when it is held and who came is for client, counsellor, appraiser and coordinator.
The signed result and what follows from it is for client, counsellor and the one addressee whom the
kind of counsellor implies; that there is something to follow up shows in the state, what it is in
nothing else. Who is appointed to enter signed papers sees whose form awaits a signature, and no
more. To everybody else, superiors who hear of lateness among them, it is missing.
"""

from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.permissions.values import Hat, Resource, words

_EXISTENCE = words(
    "uid organisation client appraiser counsellor counsellor_kind starts_at ends_at no_shows"
    " held_at state version turn due closed_at transitions forecast history"
)
_FORM = words(
    "written_at client_signed_at client_signed_by counsellor_signed_at counsellor_signed_by"
    " client_signature counsellor_signature"
)
_RESULT = words("addressee reported_at follow_up follow_up_until")

PERFORMANCE_COUNSELLING = Resource(
    label=_("Counselling on performance"),
    model="mentoring.PerformanceCounselling",
    relations=rules.PERFORMANCE,
    see={
        "client": _EXISTENCE | _FORM | _RESULT | words("place withdrawn_reason"),
        "counsellor": _EXISTENCE | _FORM | _RESULT | words("place withdrawn_reason"),
        "appraiser": _EXISTENCE | words("addressee reported_at withdrawn_reason"),
        "addressee": _EXISTENCE | _FORM | _RESULT,
        "form_officer": words("uid client counsellor state version transitions"),
        "coordinator": _EXISTENCE | words("addressee reported_at withdrawn_reason"),
    },
    disclosure="B",
    create={Hat.SUPERIOR: words("client behaviour oneself")},
)
