"""Print the escalation policies that count at a place as YAML, to be edited and imported again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mentoring.management import place
from mentoring.queries import policies as queries
from workflows import policy_files


class Command(BaseCommand):
    help = "Print the escalation policies of an organisation or a programme as YAML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        place.add_arguments(parser)

    def handle(self, *, programme: str = "", organisation: str = "", **_options: Any) -> None:
        found = place.named(programme, organisation)
        current = queries.in_force(found)
        policies = [current[one.code].value for one in queries.clocks(found)]
        self.stdout.write(policy_files.to_yaml(policies), ending="")
