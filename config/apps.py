"""The project itself as an app, so that its checks, texts and Celery app are found."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as support


class ProjectConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        import_module("config.checks")
        import_module("config.addresses")
        import_module("config.celery")


class SupportConfig(support.AdminConfig):
    """Django's admin, on a site of our own."""

    default = False
    default_site = "config.support.SupportSite"
