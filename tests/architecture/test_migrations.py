"""Migrations are complete and one line per app."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.architecture.source import PACKAGES


@pytest.mark.django_db
def test_no_model_change_lacks_its_migration(capsys):
    try:
        call_command("makemigrations", "--check", "--dry-run", "--verbosity=1")
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


@pytest.mark.once
def test_migrations_of_an_app_are_one_line():
    graph = MigrationLoader(None).graph
    own = {key: node for key, node in graph.nodes.items() if key[0] in PACKAGES}
    leaves = Counter(app for app, _ in graph.leaf_nodes() if app in PACKAGES)
    parents = Counter(
        parent for (app, _), node in own.items() for parent in node.dependencies if parent[0] == app
    )
    assert {app for app, number in leaves.items() if number > 1} == set()
    assert {parent for parent, number in parents.items() if number > 1} == set()
