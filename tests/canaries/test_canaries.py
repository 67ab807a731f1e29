"""Words planted wherever something is told, then searched for wherever they must not be.

Real people's browsers, gunicorn, Celery, Redis, SMTP and PostgreSQL. `make test-canaries` lets out
more than a thousand, and does it once more without what keeps them in: then they are found.
"""

import os
import random
import smtplib
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse

from accounts import tokens
from accounts.models import ApiToken, User
from mentoring.notices.topics import TOPICS
from mentoring.vocabulary import AppointedRole, LineKind
from tests.canaries import places
from tests.canaries.flock import Flock, Kind, spelt, words_in
from tests.canaries.kinds import EMPTIED, FULL, NAME, SAID, SIGNED, TYPED, WISH
from tests.canaries.life import TEN_DAYS, Life
from tests.canaries.pages import Tour
from tests.canaries.rights import AGAIN, day_after
from tests.canaries.stage import Stage, stage
from tests.canaries.telling import Staff, step_of
from tests.canaries.visitor import PASSWORD, Visitor, with_second_factor
from tests.factories import person as people
from tests.factories.break_glass import guards
from tests.factories.cast import MONDAY, another_mentee, another_mentor, cast
from tests.factories.counselling import service
from tests.factories.files import appended, pdf
from tests.factories.performance import counselling, official
from tests.servers.ports import wait_until
from workflows.inputs import FreeText
from workflows.now import process_time
from workflows.registry import machines

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

LIVES = int(os.environ.get("CANARY_LIVES", "1"))
WHOLE = LIVES > 1
SEED = int(os.environ.get("CANARY_SEED", random.SystemRandom().randrange(10**6)))
# How much of everything is looked at by everybody, and how many objects of each kind.
SHARE, OBJECTS = (1.0, 3) if WHOLE else (0.04, 1)
PLACES = ["log", "temporary", "file", "redis", "task", "mail", "webhook", "dump", "shell"]
LOST = Kind("lost in an error")
BY_HAND = Kind("put there by hand")


class Company:
    """Everybody there is, and the clients whose lives are lived."""

    def __init__(self, made: Stage, flock: Flock, lives: int) -> None:
        self.stage, self.flock = made, flock
        crew = cast(capacity=lives + 5)
        held = guards(crew)
        offices = service(crew), official(crew, "Wati Contoh")
        self.staff = Staff(crew, *offices, officer=held.wulan, emergency=held.galih)
        self.clients = [self._client(number) for number in range(lives)]
        served = self.staff.served
        known = [crew.budi.person, crew.citra, crew.rina, crew.hadi, served.dewi, served.lestari]
        known += [served.putu, held.wulan, held.galih, self.staff.official]
        able, known = known, [*known, *self.clients]
        for person in known:
            person.user.set_password(PASSWORD)
            person.user.save()
        for person in able:
            with_second_factor(person.user)
        self.visitors = {one.pk: made.visitor(one) for one in known}
        life, scope = timedelta(days=1), ApiToken.Scope.WRITE
        budi, now = crew.budi.person.user, process_time()
        token = tokens.issue(budi, name="contoh", scope=scope, life=life, now=now)[1]
        program = Visitor(made.port, budi, token)
        self.lives = [
            Life(number, client, self.staff, flock, self.visitors, program)
            for number, client in enumerate(self.clients)
        ]

    def _client(self, number: int):
        """Whose name is a canary too."""
        crew = self.staff.crew
        made = another_mentee(crew, f"{self.flock.plant(NAME, {}).title()} Contoh")
        people.line(made, crew.rina)
        people.line(made, crew.rina, kind=LineKind.APPRAISER)
        return made

    def tells_a_program(self) -> None:
        crew = self.staff.crew
        path = reverse("portal:programs", args=[crew.organisation.uid])
        given = {"url": self.stage.hook.url, "topics": [topic.code for topic in TOPICS]}
        assert self.visitors[crew.citra.pk].post(path, given).status == 200

    def everybody(self) -> dict[str, Visitor]:
        """Those of the first life, and all who must not know of it."""
        crew = self.staff.crew
        colleague = another_mentee(crew, "Nina Contoh")
        auditor = people.person("Joko Contoh", unit=crew.maya.unit)
        people.appointment(auditor, AppointedRole.AUDITOR)
        with_second_factor(auditor.user)
        other = people.person("Sinta Contoh", unit=crew.maya.unit)
        people.appointment(other, AppointedRole.COUNSELLOR)
        with_second_factor(other.user)
        outside = {
            "other counsellor": other,
            "superior of the mentor": crew.sari,
            "colleague": crew.eko,
            "another mentee": colleague,
            "another mentor": another_mentor(crew, "Tono Contoh").person,
            "auditor": auditor,
        }
        found = {name: self.stage.visitor(one) for name, one in outside.items()}
        found |= {part: self.visitors[one.pk] for part, one in self.lives[0].people.items()}
        root = User.objects.create_superuser("bantuan", "bantuan@example.go.id", "x")
        support = User.objects.create_user("penyokong", "penyokong@example.go.id", is_staff=True)
        support.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
        port = self.stage.port
        found |= {"superuser": Visitor(port, root), "support": Visitor(port, support)}
        return {**found, "nobody": Visitor(port)}


@pytest.fixture
def flock():
    print(f"CANARY_SEED={SEED}")  # noqa: T201 shown with a failure
    return Flock(random.Random(SEED))


@pytest.fixture
def begun(shared_database, real_redis, smtp_server, tmp_path, flock):
    """`with begun(lives) as company:` each client has told what there is to tell on one Monday."""

    @contextmanager
    def begin(lives, **options):
        with stage(shared_database, real_redis, smtp_server, tmp_path, **options) as made:
            made.move_clock_to(MONDAY)
            company = Company(made, flock, lives)
            company.tells_a_program()
            for life in company.lives:
                life.begin()
            yield company

    return begin


def lives_on(company):
    """What was planned is over; then nobody does anything for three weeks."""
    made = company.stage
    made.move_clock_to(MONDAY + TEN_DAYS)
    made.go_on_until_nothing_is_due()
    away = {"starts_on": day_after(10), "ends_on": day_after(10)}
    company.lives[0].sends("counsellor", reverse("portal:away"), **away)
    for life in company.lives:
        life.go_on()
    for days in (20, 30):
        made.move_clock_to(MONDAY + timedelta(days=days))
        made.go_on_until_nothing_is_due()


def everything_is_destroyed(company):
    """What the first client told is in no backup any more that is made from now on."""
    made, life = company.stage, company.lives[0]
    life.ends()
    destruction = life.is_destroyed()
    wait_until(lambda: is_certified(destruction), "the certificate")
    answer = life.at("officer").get(
        reverse("portal:destruction_certificate", args=[destruction.uid])
    )
    assert answer.body.startswith(b"%PDF")
    assert company.flock.seen_in(answer.body) == set()
    told = {one.word for one in first_words(company) if one.kind in EMPTIED}
    assert len(told) > len(EMPTIED)
    assert told & words_in(places.dumped(made).encode()) == set()


def is_certified(destruction):
    destruction.refresh_from_db()
    return destruction.state == "destroyed"


# Each holds what somebody wrote, in plain or sealed.
WRITTEN = (
    *("relationship", "performancecounselling", "counsellingcase", "draft", "sealednote"),
    *("upload", "breach", "breakglass", "datarequest", "legalhold"),
)


def everything_fails(company, flock):
    """What is sent when the database does not take it: it says so, with the row in its words."""
    crew, life = company.staff.crew, company.lives[0]
    newcomer = company.stage.visitor(another_mentee(crew, "Wayan Contoh"))
    sign = a_form_to_be_signed(company)
    with connection.cursor() as cursor:
        for name in WRITTEN:
            cursor.execute(f"ALTER TABLE mentoring_{name} ADD CHECK (false) NOT VALID")
    officer, emergency = life.at("officer"), life.at("emergency officer")
    course = reverse("portal:ask_write", args=[crew.programme.uid])
    request = {"topic": "work", "route": "coordinator"}
    held = {"name": "Wayan Contoh", "why": "court", "until": day_after(40)}
    opened = {"name": "Maya Contoh", "opens": "case", "ground": "life", **AGAIN}
    for visitor, path, name, data in (
        (newcomer, course, "aim", {"path": "find", "step": "send"}),
        (newcomer, reverse("portal:own_ask"), "wish", request),
        (newcomer, reverse("portal:own_ask"), "wish", {"draft": "typing"}),
        (newcomer, reverse("portal:my_data"), "text", {"wants": "erasure"}),
        (newcomer, reverse("portal:report_breach"), "text", {}),
        (officer, reverse("portal:legal_holds"), "document", held),
        (emergency, reverse("portal:break_glass_ask"), "reason", opened),
    ):
        told = f"{life.says(LOST)} dengan empat kata lagi (contoh)"
        fails(visitor.post(path, {**data, name: told, "token": str(uuid.uuid4())}), flock)
    fails(sign(f"{life.says(LOST)}.pdf", pdf(life.says(LOST))), flock)


def fails(answer, flock):
    assert answer.status == 500, answer.body.decode()[-3000:]
    assert flock.seen_in(answer.body) == set()


def a_form_to_be_signed(company):
    """Signed by a file of the counsellor's and read by its client: what hands in theirs."""
    crew = company.staff.crew
    crew.maya.user.set_password(PASSWORD)
    crew.maya.user.save()
    visitor = company.stage.visitor(crew.maya)
    form = counselling(crew, "written", counsellor=company.staff.official)
    path = reverse("portal:performance_counselling_form", args=[form.uid])
    assert visitor.post(path, {}).status == 200
    life, mark = company.lives[0], b"8 0 obj <</Type /Sig /Reason (%s)>> endobj"
    file = ("a.pdf", appended(pdf(), mark % life.says(SIGNED).encode()))
    assert life.hands_in("official", form, "sign_by_file", file, **AGAIN).status == 302
    form.refresh_from_db()
    given = {"version": str(form.version), "token": str(uuid.uuid4()), **AGAIN}
    return lambda name, content: visitor.post_file(
        step_of(form, "sign_by_file"), given, name, content
    )


def test_nothing_is_found_outside_its_place(begun, flock):
    with begun(LIVES) as company:
        made = company.stage
        lives_on(company)
        tour = Tour(company.everybody(), flock, OBJECTS)
        inside = company.lives[0].people.keys()
        strays = set(tour.strays(SHARE, inside, random.Random(SEED)))
        assert told_in_confidence(company) <= tour.shown
        everything_is_destroyed(company)
        everything_fails(company, flock)
        strays |= set(places.everywhere(made, flock))
        assert sorted(strays) == []
        # All of it was really there to be found.
        assert len(flock.out) >= 40 * LIVES
        assert len(made.postbox.messages) > 10 * LIVES
        assert len(made.hook.posts) > LIVES
        assert len(places.tasks_in(made)) > 10
        assert '"error"' in made.logs["web"].read_text()
        put_everywhere(made, flock)
        found = {stray.place for stray in places.everywhere(made, flock)}
        assert found == set(PLACES)


def told_in_confidence(company):
    """What was sealed of the first client, which opens to somebody."""
    own = {company.clients[0].user.username, company.staff.served.putu.user.username}
    return {one.word for one in first_words(company) if one.readers & own and not one.kind.homes}


def first_words(company):
    """Those of the first life, and of what any counsellor or officer said in it."""
    client = company.clients[0].user.username
    return [one for one in company.flock.out.values() if one.life == client]


def test_without_the_log_filter_and_the_cipher_they_are_found(begun, flock):
    unguarded = "tests.canaries.unguarded"
    with begun(1, processes=["web"], DJANGO_SETTINGS_MODULE=unguarded) as company:
        everything_fails(company, flock)
        strays = set(places.everywhere(company.stage, flock))
    found = {(stray.place, stray.kind) for stray in strays}
    assert found >= {
        ("log", TYPED.name),
        ("log", LOST.name),
        ("dump", WISH.name),
        ("dump", FULL.name),
        ("dump", SIGNED.name),
    }


def put_everywhere(made, flock):
    """The net has no hole: a word put into each place by hand is found in each."""
    word = flock.plant(BY_HAND, {})
    with made.logs["worker"].open("a") as log:
        log.write(word)
    made.temporary["by hand"] = word.encode()
    (made.data / "by-hand").write_text(word)
    made.traffic += rb"\"body\": \"%s\"" % spelt(f'[["{word}"], {{}}, {{}}]')["base64 at 0"][:-4]
    with smtplib.SMTP(made.postbox.host, made.postbox.port) as line:
        line.sendmail("a@example.go.id", "b@example.go.id", f"Subject: {word}\n\n")
    made.hook.posts.append(({}, word.encode()))
    User.objects.create_user(word, f"{word}@example.go.id")


@pytest.mark.once
def test_whatever_is_asked_for_in_words_is_planted():
    asked = {
        (kind, name)
        for kind in SAID
        for declared in machines()[kind].transitions().values()
        for name, given in declared.inputs.items()
        if isinstance(given, FreeText)
    }
    silent = asked - {(kind, name) for kind, names in SAID.items() for name in names}
    assert silent == set(), "let somebody say it in tests/canaries/life.py"


@pytest.mark.once
def test_a_word_is_found_in_every_spelling(flock):
    for form, data in spelt(word := flock.plant(BY_HAND, {})).items():
        assert words_in(data) == {word}, form
