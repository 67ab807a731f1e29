"""Django's command line for Bimbing."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 slow import

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
