"""What is told in confidence, by whom it may be read, and where it may stand in plain."""

from tests.canaries.flock import Kind

PAIR = ("client", "mentor")
FORM = ("client", "official", "superior")

AIM = Kind("aim", PAIR, frozenset({"mentoring_relationship.aim", "mentoring_agreement.goals"}))
GOALS = Kind("goals", PAIR, frozenset({"mentoring_agreement.goals"}))
LINE = Kind("line of a status", PAIR, frozenset({"workflows_recordtext.content"}))
CALENDAR = "notifications_delivery.calendar"
PLACE = Kind("place", PAIR, frozenset({"mentoring_session.place", CALENDAR}), PAIR)
LINK = Kind("link", PAIR, frozenset({"mentoring_session.link", CALENDAR}), PAIR)
BODY = frozenset({"mentoring_note.body"})
SHARED = Kind("shared note", PAIR, BODY)
OWN_NOTE = Kind("the client's own note", ("client",), BODY)
MENTORS_NOTE = Kind("the mentor's own note", ("mentor",), BODY)
REFLECTIONS = {
    part: Kind(f"reflection of the {part}", (part,), frozenset({"mentoring_reflection.body"}))
    for part in PAIR
}
BEHAVIOUR = Kind("behaviour", FORM)
RESULT = Kind("result of a counselling", FORM)
STATEMENT = Kind("statement", FORM)
ROOM = Kind(
    "place of a counselling",
    ("client", "official"),
    frozenset({"mentoring_performancecounselling.place"}),
)
# The counsellor hands the case over: from then on nothing of it opens to them.
HOLDER = "second counsellor"
WISH = Kind("wish", ("client", "coordinator of counselling", HOLDER))
FULL = Kind("full record", (HOLDER,))
LIMITED = Kind("limited record", (HOLDER, "coordinator of counselling"))
ACCOUNT = Kind("account of an emergency", (HOLDER, "coordinator of counselling"))
REFERRAL = Kind("referral", ("client", HOLDER))
SIGNED = Kind("file that was handed in", FORM)
FILE_NAME = Kind("name of a file")
REFUSED_FILE = Kind("file that was not taken")
OPENERS = ("emergency officer", "officer")
REASON = Kind("reason of an emergency access", OPENERS)
FOUND = Kind("account of a sign-off", OPENERS)
ASKED = Kind("request about data", ("client", "officer"))
ANSWERED = Kind("answer about data", ("client", "officer"))
FAILED = Kind("report of a failure of protection", ("officer",))
LETTER = Kind("letter about a failure of protection", ("client", "officer"))
NO_FAILURE = Kind("why a report was dismissed", ("officer",))
MEASURES = Kind("measures after a failure of protection", ("officer",))
FORMER_POST = Kind(
    "post that was put right again",
    ("client", "officer"),
    frozenset({"mentoring_datacorrection.old", "mentoring_datacorrection.new"}),
)
LETTER_OF_A_HOLD = Kind(
    "letter that a hold rests on", ("officer",), frozenset({"mentoring_legalhold.document"})
)
DRAFTS = {part: Kind(f"draft of the {part}", (part,)) for part in ("client", HOLDER)}
SENT_OTHERWISE = Kind("draft of what was sent in other words")
TYPED = Kind("typed where nothing is kept")
NAME = Kind("name", public=True)
POST = Kind("post", public=True)
# What transitions ask for in words, and a life says, by kind of item.
SAID = {
    "relationship": {"aim", "goals", "line", "reflection"},
    "session": {"place", "link", "body"},
    "performance_counselling": {"place", "result", "statement"},
    "counselling_case": {"body", "referral", "account", "out", "back"},
    "breach": {"who", "data", "course", "handling", "contact", "account", "measures", "identifier"},
    "data_request": {"account", "value"},
    "break_glass": {"account"},
}
# What is emptied when it is destroyed; the rest lies sealed, and its key goes.
EMPTIED = (AIM, GOALS, LINE, PLACE, LINK, SHARED, OWN_NOTE, MENTORS_NOTE, ROOM, FORMER_POST)
EMPTIED = (*EMPTIED, *REFLECTIONS.values())
