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
from mentoring.vocabulary import AppointedRole, LineKind
from tests.canaries import places
from tests.canaries.flock import Flock, Kind, spelt, words_in
from tests.canaries.life import FULL, NAME, SAID, TEN_DAYS, TYPED, WISH, Life, Staff
from tests.canaries.pages import Tour
from tests.canaries.stage import Stage, stage
from tests.canaries.visitor import PASSWORD, Visitor, with_second_factor
from tests.factories import person as people
from tests.factories.break_glass import guards
from tests.factories.cast import MONDAY, another_mentee, another_mentor, cast
from tests.factories.counselling import service
from tests.factories.performance import official
from workflows.inputs import FreeText
from workflows.now import process_time
from workflows.registry import machines

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

LIVES = int(os.environ.get("CANARY_LIVES", "1"))
WHOLE = LIVES > 1
SEED = int(os.environ.get("CANARY_SEED", random.SystemRandom().randrange(10**6)))
# How much of everything is looked at by everybody, and how many objects of each kind.
SHARE, OBJECTS = (1.0, 3) if WHOLE else (0.04, 1)
BY_HAND = Kind("put there by hand")


class Company:
    """Everybody there is, and the clients whose lives are lived."""

    def __init__(self, made: Stage, flock: Flock, lives: int) -> None:
        self.stage, self.flock = made, flock
        crew = cast(capacity=lives + 5)
        held = guards(crew)
        able = service(crew), official(crew, "Wati Contoh")
        self.staff = Staff(crew, *able, officer=held.wulan, emergency=held.galih)
        self.clients = [self._client(number) for number in range(lives)]
        known = [crew.budi.person, crew.citra, crew.rina, self.staff.official, self.staff.officer]
        known += [self.staff.served.dewi, self.staff.served.lestari, held.galih, *self.clients]
        for person in known:
            person.user.set_password(PASSWORD)
            person.user.save()
        for person in (*known[1:8], *known[:1]):
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

    def everybody(self) -> dict[str, Visitor]:
        """Those of the first life, and all who must not know of it."""
        crew, served = self.staff.crew, self.staff.served
        colleague = another_mentee(crew, "Nina Contoh")
        auditor = people.person("Joko Contoh", unit=crew.maya.unit)
        people.appointment(auditor, AppointedRole.AUDITOR)
        with_second_factor(auditor.user)
        outside = {
            "other counsellor": served.putu,
            "head of service": crew.hadi,
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
            for life in company.lives:
                life.begin()
            yield company

    return begin


def lives_on(company):
    """What was planned is over; then nobody does anything for three weeks."""
    made = company.stage
    made.move_clock_to(MONDAY + TEN_DAYS)
    made.go_on_until_nothing_is_due()
    for life in company.lives:
        life.go_on()
    for days in (20, 30):
        made.move_clock_to(MONDAY + timedelta(days=days))
        made.go_on_until_nothing_is_due()


# Each holds what somebody wrote, in plain or sealed.
WRITTEN = ("relationship", "performancecounselling", "counsellingcase", "draft", "sealednote")


def everything_fails(company):
    """What is sent when the database does not take it: it says so, with the row in its words."""
    with connection.cursor() as cursor:
        for name in WRITTEN:
            cursor.execute(f"ALTER TABLE mentoring_{name} ADD CHECK (false) NOT VALID")
    newcomer = another_mentee(company.staff.crew, "Wayan Contoh")
    visitor, life = company.stage.visitor(newcomer), company.lives[0]
    lost = Kind("lost in an error")
    course = reverse("portal:ask_write", args=[company.staff.crew.programme.uid])
    request = {"topic": "work", "route": "coordinator"}
    for path, name, data in (
        (course, "aim", {"path": "find", "step": "send"}),
        (reverse("portal:own_ask"), "wish", request),
        (reverse("portal:own_ask"), "wish", {"draft": "typing"}),
    ):
        given = {**data, name: life.says(lost), "token": str(uuid.uuid4())}
        assert visitor.post(path, given).status == 500, path


def test_nothing_is_found_outside_its_place(begun, flock):
    with begun(LIVES) as company:
        made = company.stage
        lives_on(company)
        tour = Tour(company.everybody(), flock, OBJECTS)
        inside = company.lives[0].people.keys()
        strays = set(tour.strays(SHARE, inside, random.Random(SEED)))
        everything_fails(company)
        strays |= set(places.everywhere(made, flock))
        assert sorted(strays) == []
        # All of it was really there to be found.
        assert len(flock.out) >= 40 * LIVES
        assert len(made.postbox.messages) > 10 * LIVES
        assert len(places.tasks_in(made)) > 10
        assert '"error"' in made.logs["web"].read_text()
        assert told_in_confidence(company) <= tour.shown
        put_everywhere(made, flock)
        found = {stray.place for stray in places.everywhere(made, flock)}
        assert found == {"log", "temporary", "file", "redis", "task", "mail", "dump"}


def told_in_confidence(company):
    """What was sealed of the first client, which opens to somebody."""
    own = {company.clients[0].user.username, company.staff.served.lestari.user.username}
    first = list(company.flock.out.values())[: len(company.flock.out) // LIVES]
    return {one.word for one in first if one.readers & own and not one.kind.homes}


def test_without_the_log_filter_and_the_cipher_they_are_found(begun, flock):
    unguarded = "tests.canaries.unguarded"
    with begun(1, processes=["web"], DJANGO_SETTINGS_MODULE=unguarded) as company:
        everything_fails(company)
        strays = set(places.everywhere(company.stage, flock))
    found = {(stray.place, stray.kind) for stray in strays}
    assert found >= {
        ("log", TYPED.name),
        ("log", "lost in an error"),
        ("dump", WISH.name),
        ("dump", FULL.name),
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
