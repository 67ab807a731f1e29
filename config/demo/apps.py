"""The demo as an app: its pages, its story, its texts. Only the demo's settings install it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "config.demo"
    label = "demo"
