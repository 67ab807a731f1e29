"""`manage.py draw_permissions`: write docs/permissions.md from the permission table."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from mentoring.services import permission_book


class Command(BaseCommand):
    help = "Write docs/permissions.md: who sees what, sets what and may enter where."

    def add_arguments(self, parser: CommandParser) -> None:
        target = settings.BASE_DIR / "docs" / "permissions.md"
        parser.add_argument("--to", type=Path, default=target)

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["to"]
        target.write_text(permission_book.text(), encoding="utf-8")
        self.stdout.write(f"{target} written.")
