"""The page of caught mails: who was told what and when, in two languages, and nothing that acts."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from tests.config.demo.conftest import COPY, arrives
from tests.factories import organisation as organisations
from tests.factories import person as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(folder: Path) -> Client:
    return Client()


def test_the_empty_mailbox_says_so(page):
    assert page.get("/demo/mailbox/").content.count(b'class="empty"') == 1


def test_a_mail_is_listed_with_its_person_and_that_persons_wall_clock(page, folder):
    agency = organisations.organisation(zone="Asia/Jayapura")
    maya = people.person("Maya Contoh", organisation=agency, position="Analis")
    people.practitioner(maya)
    arrives(folder)
    listed = page.get("/demo/mailbox/").content.decode()
    assert "Maya Contoh" in listed
    assert "Mentor" in listed
    assert "09.30 WIT" in listed
    opened = page.get("/demo/mailbox/000001/").content.decode()
    assert "Kamis 26 Maret 2026 pukul 09.30 WIT" in opened
    assert "Analis, Pemerintah Kabupaten Contoh" in opened


def test_nothing_of_a_mail_becomes_markup_of_the_page(page, folder):
    arrives(folder)
    opened = page.get("/demo/mailbox/000001/?part=text").content.decode()
    assert "Pengingat &lt;tawaran&gt;" in opened
    assert "Jumat &lt;27 Maret&gt;" in opened


def test_the_html_of_a_mail_is_shut_in_a_sandbox(page, folder):
    arrives(folder)
    assert b"<iframe sandbox=" in page.get("/demo/mailbox/000001/").content
    framed = page.get("/demo/mailbox/000001/html/")
    assert framed.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert "default-src 'none'" in framed.headers["Content-Security-Policy"]
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert framed.content.decode() == COPY.html


def test_a_page_needs_no_inline_script_or_style(page, folder):
    arrives(folder)
    for address in ("/demo/mailbox/", "/demo/mailbox/000001/"):
        answer = page.get(address)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert b"style=" not in answer.content
        assert b"<style" not in answer.content
        assert answer.content.count(b"<script") == answer.content.count(b"<script src=")


def test_without_script_the_list_refreshes_itself(page):
    assert b'<noscript><meta http-equiv="refresh"' in page.get("/demo/mailbox/").content


def test_it_is_indonesian_until_somebody_chooses_english(page):
    page.defaults["HTTP_ACCEPT_LANGUAGE"] = "en-US"
    assert b'<html lang="id">' in page.get("/demo/mailbox/").content
    page.post("/demo/language/", {"language": "en", "next": "/demo/mailbox/"})
    answer = page.get("/demo/mailbox/")
    assert b'<html lang="en">' in answer.content
    assert answer.headers["Content-Language"] == "en"


def test_the_script_is_told_only_when_something_is_new(page, folder):
    arrives(folder)
    mark = page.get("/demo/mailbox/").context["mark"]
    assert page.get("/demo/mailbox/news/", {"have": mark}).status_code == 204
    arrives(folder, replace(COPY, subject="Surat kedua"))
    fresh = page.get("/demo/mailbox/news/", {"have": mark})
    assert b"Surat kedua" in fresh.content
    assert b"<html" not in fresh.content


def test_equal_mails_of_a_day_lie_in_a_bundle_that_opens_for_the_one_being_read(page, folder):
    for number in range(4):
        arrives(folder, replace(COPY, address=f"{number}@example.go.id", subject="Selamat datang"))
    assert page.get("/demo/mailbox/").content.count(b"<details") == 1
    assert b" open>" not in page.get("/demo/mailbox/").content
    assert b" open>" in page.get("/demo/mailbox/000002/").content


def test_the_list_costs_the_same_for_one_mail_and_for_ten(
    page, folder, django_assert_max_num_queries
):
    for number in range(10):
        who = people.person(f"Orang {number}", email=f"{number}@example.go.id")
        people.practitioner(who)
        arrives(folder, replace(COPY, address=who.user.email, subject=f"Surat {number}"))
        if number in {0, 9}:
            with django_assert_max_num_queries(5):
                page.get("/demo/mailbox/")


@pytest.mark.parametrize("number", ["000009", "x", "..%2F..%2Fdemo"])
def test_what_is_not_a_mail_is_not_found(page, number):
    assert page.get(f"/demo/mailbox/{number}/").status_code == 404


def test_looking_changes_nothing_and_only_looking_is_allowed(page):
    assert page.post("/demo/mailbox/").status_code == 405
