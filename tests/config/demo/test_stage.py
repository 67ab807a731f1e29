"""The stage's page: what it shows, which button can be pressed when, and that only a press acts."""

import re
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from config.demo import agency, clock, owners
from config.demo.desk import Desk, Wish
from tests.config.demo.conftest import arrives, somebody
from workflows import engine
from workflows.now import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(folder: Path) -> Desk:
    return Desk(folder.parent / "desk")


@pytest.fixture
def page(offer_waits) -> Client:
    browser = Client(headers={"accept": "text/html"})
    browser.post("/demo/language/", {"language": "en", "next": "/demo/"})
    return browser


def button(shown: str, wish: Wish) -> str:
    return re.search(rf'<button[^>]* id="wish-{wish}"[^>]*>', shown)[0]


def can_press(page: Client, wish: Wish) -> bool:
    return "disabled" not in button(page.get("/demo/").text, wish)


def test_it_shows_three_phones_the_clock_the_mails_and_an_even_balance(page, folder):
    arrives(folder)
    shown = page.get("/demo/").text
    for role, name in (("mentee", "Maya"), ("mentor", "Bambang"), ("superior", "Dewi")):
        assert f'src="/demo/phones/{role}/' in shown
        assert f"{name} Contoh</strong>" in shown
    assert "Tue 17 Mar 2026 10:00 WIB" in shown
    assert "Pengingat &lt;tawaran&gt;" in shown
    assert 'data-lost="0" data-doubled="0"' in shown
    sums = {name: int(value) for name, value in re.findall(r'data-(\w+)="(\d+)"', shown)}
    assert sums["planned"] == sum(sums[part] for part in ("sent", "portal", "skipped", "pending"))


def test_what_was_asked_for_lies_on_the_desk_and_nothing_else_does(page, desk, monkeypatch):
    monkeypatch.setattr("config.demo.theatre.PATIENCE", 0)
    for wish in (Wish.KILL, Wish.FLUSH, Wish.DAY):
        assert page.post(f"/demo/wish/{wish}/").headers["Location"] == "/demo/"
    assert list(desk.take(tuple(Wish))) == [Wish.DAY, Wish.KILL, Wish.FLUSH]


def test_looking_asks_for_nothing_and_unknown_wishes_are_not_found(page, desk):
    assert page.get("/demo/wish/kill/").status_code == 405
    assert page.post("/demo/wish/everything/").status_code == 404
    assert not list(desk.folder.glob("*.wish"))


def test_a_press_needs_the_pages_own_token(page, desk):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/wish/kill/").status_code == 403
    assert not desk.waits(Wish.KILL)


def test_before_the_stage_is_set_nothing_can_be_pressed(page, folder, desk):
    (folder.parent / "story-played").unlink()
    shown = page.get("/demo/").text
    assert "disabled" in button(shown, Wish.KILL)
    assert "<iframe" not in shown
    assert '<noscript><meta http-equiv="refresh"' in shown
    page.post("/demo/wish/kill/")
    assert not desk.waits(Wish.KILL)


def test_while_time_passes_only_trouble_can_be_made(page, desk):
    desk.begin(Wish.DAY, reached="2026-03-25T02:00:00+00:00")
    assert not can_press(page, Wish.DAY)
    assert can_press(page, Wish.KILL)
    assert "+1 working day: Wed 25 Mar 2026 09:00 WIB" in page.get("/demo/").text


def test_lebaran_can_be_reached_once(page):
    assert can_press(page, Wish.LEBARAN)
    clock.set_to(clock.wib("2026-03-22 10:00"))
    assert not can_press(page, Wish.LEBARAN)
    shown = page.get("/demo/").text
    assert "Idulfitri 1447 Hijriah" in shown
    assert "is not decreed yet" in shown


def test_the_story_plays_on_by_itself_only_while_its_offer_waits(page):
    assert can_press(page, Wish.STORY)
    engine.perform(owners.tie(), "accept", by=somebody(agency.BAMBANG).user, now=now())
    shown = page.get("/demo/").text
    assert 'id="wish-story"' not in shown
    assert "disabled" in button(shown, Wish.REQUEST)


def test_the_log_tells_a_kill_and_the_start_that_followed_in_one_line(page, desk):
    desk.say("killed", pid=4711)
    assert "Worker 4711 killed; another one" in page.get("/demo/").text
    desk.say("restarted", pid=4790, instead_of=4711)
    desk.say("flushed", keys=3)
    desk.say("moved", wish="day", to="2026-03-25T02:00:00+00:00", notices=1)
    shown = page.get("/demo/").text
    assert re.search(r"Worker 4711 killed, started again as 4790 at \d\d:\d\d:\d\d\.", shown)
    assert shown.count("4711") == 1
    assert "Redis flushed: 3 keys gone." in shown
    assert "Wed 25 Mar 2026 09:00 WIB. On the way 1 notice." in shown


def test_the_script_is_told_only_when_something_changed(page, desk):
    first = page.get("/demo/changes/")
    mark = first.headers["X-Mark"]
    assert page.get("/demo/changes/", {"have": mark}).status_code == 204
    desk.say("flushed", keys=3)
    assert page.get("/demo/changes/", {"have": mark}).status_code == 200


def test_the_language_is_everybodys(page):
    assert set(User.objects.values_list("language", flat=True)) == {"en"}
    page.post("/demo/language/", {"language": "id", "next": "/demo/"})
    assert set(User.objects.values_list("language", flat=True)) == {"id"}
    assert '<html lang="id">' in page.get("/demo/").text


def test_only_somebody_who_looks_keeps_the_story_waiting(page, desk):
    Client().get("/demo/")
    assert not desk.is_taken
    page.get("/demo/")
    assert desk.is_taken


def test_the_page_needs_no_inline_script_or_style(page):
    shown = page.get("/demo/")
    assert "unsafe" not in shown.headers["Content-Security-Policy"]
    assert "style=" not in shown.text
    assert shown.text.count("<script") == shown.text.count("<script src=")


def test_the_page_costs_the_same_for_one_mail_and_for_ten(
    page, folder, django_assert_max_num_queries
):
    for number in range(10):
        arrives(folder)
        if number in {0, 9}:
            with django_assert_max_num_queries(40):
                page.get("/demo/")
