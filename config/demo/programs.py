"""What `make demo` runs: migrations and defaults, then page, worker, beat and mail catcher."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from config.demo import ports
from config.demo.children import ROOT, Program
from config.demo.folder import Folder

SETTINGS = "config.settings.demo"
# An installation's own settings must not reach the demo, nor the demo its database.
UNWANTED = (
    "ALLOWED_HOSTS",
    "ALL_WELL_URL",
    "ANCHOR_DIR",
    "ANCHOR_KEYS",
    "DATABASE_PASSWORD",
    "DATABASE_URL",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_USE_TLS",
    "ERASURE_LIST",
    "METRICS_TOKEN",
    "RECORD_KEYS",
    "SEALING_KEYS",
    "SECRET_KEY",
    "WEB_WORKERS",
)
CELERY = (sys.executable, "-m", "celery", "-A", "config.celery")


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs of one demo: its folder, the port of its page, the port of its mail server."""

    folder: Folder
    port: int
    mail_port: int

    def environment(self, broker_url: str) -> Mapping[str, str]:
        return {
            "BIMBING_DATA": str(self.folder.path),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "EMAIL_HOST": ports.HOST,
            "EMAIL_PORT": str(self.mail_port),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "REDIS_URL": broker_url,
            "SITE_URL": f"http://localhost:{self.port}",
        }

    @property
    def curtain(self) -> Program:
        return Program("curtain", (sys.executable, "-m", "config.demo.curtain", str(self.port)))

    @property
    def catcher(self) -> Program:
        command = (sys.executable, "-m", "config.demo.catcher")
        arguments = (str(self.mail_port), str(self.folder.mail))
        return Program("mail", (*command, *arguments), server=True)

    @property
    def web(self) -> Program:
        command = (sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn")
        where = {"BIND": ports.HOST, "PORT": str(self.port)}
        return Program("web", (*command, "--reuse-port", "config.wsgi:application"), where)

    @property
    def worker(self) -> Program:
        """One process: SQLite has one writer anyway."""
        options = ("--pool", "prefork", "--concurrency", "1")
        calm = ("--without-gossip", "--without-mingle", "--loglevel", "INFO")
        return Program("worker", (*CELERY, "worker", *options, *calm))

    @property
    def beat(self) -> Program:
        return Program("beat", (*CELERY, "beat"))


def manage(command: str, *arguments: str, speaks: bool = False) -> Program:
    line = (sys.executable, str(ROOT / "manage.py"), command, *arguments)
    return Program(command, line, speaks=speaks)
