"""`manage.py draw_machines`: write docs/workflows.md from the machines and the shipped policies."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from mentoring.services import machine_book


class Command(BaseCommand):
    help = "Write docs/workflows.md: diagrams, changes, deadlines and truth tables of the machines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "docs" / "workflows.md")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["to"]
        target.write_text(machine_book.text(), encoding="utf-8")
        self.stdout.write(f"{target} written.")
