"""The toy app of parcels."""

from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "tests.workflows.parcels"
    label = "parcels"
