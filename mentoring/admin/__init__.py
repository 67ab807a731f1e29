"""Support screens. Nothing is deleted here, and no state is edited."""

from mentoring.admin import organisation, person, programme, roster

__all__ = ["organisation", "person", "programme", "roster"]
