"""What we say: every kind of notice of the domain, declared once."""

from notifications.kinds import Kind, register

PROGRAMME_WELCOME = register(Kind("programme.welcome"))
