"""Registers with the engine what the domain says; imported once, when the app is ready."""

from mentoring.notices import anew, changes, kinds, moot, rings, trouble
from workflows import hooks

__all__ = ["kinds"]

hooks.on_change(changes.tell)
hooks.general_consequence(moot.withdrawal)
hooks.consequence("correction", "begin", "inform")(anew.of_correction)
hooks.on_ring(rings.tell)
hooks.on_incident(trouble.rows)
