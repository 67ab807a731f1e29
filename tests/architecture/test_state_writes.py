"""What no file may do, each rule shown to see what it forbids."""

import ast
import re

import pytest

from tests.architecture.source import ROOT, calls, found, keywords, last

pytestmark = pytest.mark.once

ENGINE_COLUMNS = {"state", "version", "chain_head"}


def updates_state(node: ast.AST) -> bool:
    return calls(node, "update") and bool(ENGINE_COLUMNS & keywords(node))


def assigns_state(node: ast.AST) -> bool:
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    is_assignment = isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
    return is_assignment and any(
        isinstance(target, ast.Attribute) and target.attr in ENGINE_COLUMNS for target in targets
    )


def bulk_updates_state(node: ast.AST) -> bool:
    return calls(node, "bulk_update") and any(
        isinstance(part, ast.Constant) and part.value in ENGINE_COLUMNS for part in ast.walk(node)
    )


def schedules_by_message(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and bool({"eta", "countdown"} & keywords(node))


def reads_the_clock(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and {"auto_now", "auto_now_add"} & keywords(node):
        return True
    if calls(node, "localtime", "localdate") and not (node.args or node.keywords):  # type: ignore[attr-defined]
        return True
    return (
        isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow"}
        and last(node.value) in {"timezone", "datetime", "date", "time"}
    )


def promises_a_partial(node: ast.AST) -> bool:
    return calls(node, "on_commit") and any(calls(part, "partial") for part in ast.walk(node))


def marks_safe(node: ast.AST) -> bool:
    return isinstance(node, ast.Name | ast.Attribute | ast.alias) and (
        last(node) in {"mark_safe", "SafeString"} or getattr(node, "name", "") == "mark_safe"
    )


def shows_everything(node: ast.AST) -> bool:
    return calls(node, "all") and last(getattr(node.func, "value", node)) == "objects"  # type: ignore[attr-defined]


def exposes_all_fields(node: ast.AST) -> bool:
    value = getattr(node, "value", None)
    names = [last(target) for target in getattr(node, "targets", [])] or [getattr(node, "arg", "")]
    return isinstance(value, ast.Constant) and value.value == "__all__" and "fields" in names


WRITER = ("workflows/writer.py",)
VIEWS = ("mentoring", "accounts", "config")


@pytest.mark.parametrize(
    ("rule", "packages", "besides"),
    [
        (updates_state, ("config", "accounts", "workflows", "mentoring"), WRITER),
        (assigns_state, ("config", "accounts", "workflows", "mentoring"), WRITER),
        (bulk_updates_state, ("config", "accounts", "workflows", "mentoring"), WRITER),
        (schedules_by_message, (), ()),
        (reads_the_clock, (), ("workflows/now.py",)),
        (promises_a_partial, (), ()),
        (marks_safe, (), ()),
        (shows_everything, ("mentoring/api", "mentoring/portal", "accounts"), ()),
        (exposes_all_fields, (), ()),
    ],
)
def test_nobody_breaks_the_rule(rule, packages, besides):
    assert found(rule, *packages, besides=besides) == []


@pytest.mark.parametrize(
    ("rule", "offence"),
    [
        (updates_state, "Session.objects.filter(pk=1).update(state='held')"),
        (updates_state, "rows.update(version=F('version') + 1)"),
        (assigns_state, "session.state = 'held'"),
        (assigns_state, "self.version += 1"),
        (bulk_updates_state, "Session.objects.bulk_update(rows, ['state'])"),
        (schedules_by_message, "remind.apply_async(eta=tomorrow)"),
        (schedules_by_message, "self.retry(countdown=5)"),
        (reads_the_clock, "started = timezone.now()"),
        (reads_the_clock, "f(default=timezone.now)"),
        (reads_the_clock, "datetime.datetime.now(UTC)"),
        (reads_the_clock, "date.today()"),
        (reads_the_clock, "timezone.localtime()"),
        (reads_the_clock, "models.DateTimeField(auto_now_add=True)"),
        (promises_a_partial, "transaction.on_commit(functools.partial(send, 1))"),
        (marks_safe, "from django.utils.safestring import mark_safe"),
        (marks_safe, "safestring.mark_safe(text)"),
        (shows_everything, "queryset = Person.objects.all()"),
        (exposes_all_fields, "class Meta:\n    fields = '__all__'"),
        (exposes_all_fields, "modelform_factory(Person, fields='__all__')"),
    ],
)
def test_the_rule_sees_the_offence(rule, offence):
    assert any(rule(node) for node in ast.walk(ast.parse(offence)))


@pytest.mark.parametrize(
    ("rule", "decent"),
    [
        (updates_state, "Deadline.objects.filter(pk=1).update(step=2)"),
        (assigns_state, "state = State.HELD"),
        (reads_the_clock, "now = clock.now()"),
        (reads_the_clock, "timezone.localtime(moment)"),
        (promises_a_partial, "transaction.on_commit(lambda: send(1))"),
        (shows_everything, "Person.objects.visible_to(user)"),
        (exposes_all_fields, "fields = ['uid']"),
    ],
)
def test_the_rule_lets_decent_code_pass(rule, decent):
    assert not any(rule(node) for node in ast.walk(ast.parse(decent)))


def test_templates_escape_what_people_typed():
    unsafe = re.compile(r"\|\s*safe\b|autoescape\s+off")
    pages = [page for package in VIEWS for page in (ROOT / package).rglob("*.html")]
    assert [str(page) for page in pages if unsafe.search(page.read_text(encoding="utf-8"))] == []
