"""Support screens. Nothing is deleted here, and no state is edited."""

from mentoring.admin import engine, organisation, person, programme, relationship, roster, session

__all__ = ["engine", "organisation", "person", "programme", "relationship", "roster", "session"]
