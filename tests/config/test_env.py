"""Environment variables are read by type; every wrong value is refused by name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    monkeypatch.delenv("THING", raising=False)
    monkeypatch.delenv("THING_FILE", raising=False)


def test_text_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("THING", "here")
    assert env.text("THING") == "here"
    assert env.text("THING", "default") == "here"


def test_text_falls_back_to_its_default():
    assert env.text("THING", "default") == "default"


def test_text_without_a_default_is_required():
    with pytest.raises(ImproperlyConfigured, match="THING is not set"):
        env.text("THING")


def test_a_file_wins_over_the_variable(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    monkeypatch.setenv("THING", "from the variable")
    monkeypatch.setenv("THING_FILE", str(secret))
    assert env.text("THING") == "from the file"


@pytest.mark.parametrize(
    ("read", "content", "value"),
    [
        (lambda: env.words("THING"), "a, b", ["a", "b"]),
        (lambda: env.words("THING"), "", []),
        (lambda: env.boolean("THING", default=False), "yes", True),
        (lambda: env.integer("THING", 1), "2", 2),
        (lambda: env.choice("THING", {"a", "b"}, "a"), "B", "b"),
        (lambda: env.keys("THING"), "a:b", {"a": b"b"}),
    ],
)
def test_everything_may_come_from_a_file(monkeypatch, tmp_path, read, content, value):
    secret = tmp_path / "secret"
    secret.write_text(f"{content}\n")
    monkeypatch.setenv("THING_FILE", str(secret))
    assert read() == value


@pytest.mark.parametrize(
    ("address", "password"),
    [("postgresql://u@h/n", "apart"), ("postgresql://u:inside@h/n", "inside")],
)
def test_a_password_may_stand_apart_from_the_address(monkeypatch, address, password):
    monkeypatch.setenv("THING", address)
    assert env.database("THING", "", password="apart")["PASSWORD"] == password


def test_a_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("THING_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match=r"THING_FILE=.*absent cannot be read"):
        env.text("THING")


@pytest.mark.parametrize(
    ("word", "value"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False)]
)
def test_a_boolean_is_a_word(monkeypatch, word, value):
    monkeypatch.setenv("THING", word)
    assert env.boolean("THING", default=not value) is value


def test_a_boolean_falls_back_to_its_default():
    assert env.boolean("THING", default=True) is True


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        (lambda: env.boolean("THING", default=False), "maybe"),
        (lambda: env.integer("THING", 1), "one"),
        (lambda: env.integer("THING", 1), "1.5"),
        (lambda: env.choice("THING", {"json", "plain"}, "json"), "xml"),
        (lambda: env.keys("THING"), "no colon"),
        (lambda: env.keys("THING"), "id:"),
        (lambda: env.keys("THING"), ":secret"),
        (lambda: env.keys("THING"), "a:one,a:two"),
        (lambda: env.keys("THING"), ""),
        (lambda: env.database("THING", ""), "mysql://localhost/x"),
        (lambda: env.database("THING", ""), "sqlite://"),
        (lambda: env.database("THING", ""), "postgresql://localhost:port/x"),
        (lambda: env.database("THING", ""), "postgresql://localhost:99999/x"),
    ],
)
def test_a_wrong_value_is_refused_by_name(monkeypatch, read, wrong):
    monkeypatch.setenv("THING", wrong)
    with pytest.raises(ImproperlyConfigured, match="THING"):
        read()


def test_a_refused_secret_is_not_shown(monkeypatch):
    monkeypatch.setenv("THING", "hush")
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.keys("THING")
    assert "hush" not in str(refusal.value)


def test_words_drop_spaces_and_gaps(monkeypatch):
    monkeypatch.setenv("THING", " a.go.id, ,b.go.id,")
    assert env.words("THING") == ["a.go.id", "b.go.id"]


def test_the_first_key_is_the_one_in_use(monkeypatch):
    monkeypatch.setenv("THING", "new:one, old:two")
    assert list(env.keys("THING").items()) == [("new", b"one"), ("old", b"two")]


def test_a_postgresql_address_is_unquoted(monkeypatch):
    monkeypatch.setenv("THING", "postgresql://us%40er:s%2Fecret@db:5433/bimbing?sslmode=require")
    found = env.database("THING", "")
    assert (found["USER"], found["PASSWORD"]) == ("us@er", "s/ecret")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db", "5433", "bimbing")
    assert found["OPTIONS"] == {**env.PREPARED, "sslmode": "require"}


@pytest.mark.parametrize(
    ("address", "path"),
    [("sqlite:///var/b.sqlite3", "var/b.sqlite3"), ("sqlite:////srv/b.sqlite3", "/srv/b.sqlite3")],
)
def test_an_sqlite_address_is_relative_or_absolute(monkeypatch, address, path):
    monkeypatch.setenv("THING", address)
    assert env.database("THING", "")["NAME"] == path


def test_no_listing_of_settings_shows_a_key(monkeypatch):
    monkeypatch.setenv("THING", "a:a-long-secret")
    found = env.keys("THING")
    shown = f"{found} {found!r} {found['a']} {found['a']!r}"
    assert "a-long-secret" not in shown
    assert found["a"] == b"a-long-secret"
