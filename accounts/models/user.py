"""The user: somebody who can sign in and be told things, in a language and a time zone."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, email: str = "", **fields: object) -> "User":
        """A user without a usable password until invited."""
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str = "", password: str = "") -> "User":
        user = self.create_user(username, email, is_staff=True, is_superuser=True)
        user.set_password(password)
        user.save(using=self._db)
        return user


class TimeZone(models.TextChoices):
    """The zones of Indonesia (Keppres 41/1987); none has daylight saving."""

    WIB = "Asia/Jakarta", _("WIB (western)")
    WIB_PONTIANAK = "Asia/Pontianak", _("WIB (Pontianak)")
    WITA = "Asia/Makassar", _("WITA (central)")
    WIT = "Asia/Jayapura", _("WIT (eastern)")


class User(AbstractBaseUser, PermissionsMixin):
    """One who signs in. Overwritten, never deleted: records keep pointing here."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    display_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(
        max_length=2, choices=[("id", "Indonesia"), ("en", "English")], default="id"
    )
    time_zone = models.CharField(max_length=40, choices=TimeZone, default=TimeZone.WIB)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    seldom = ("password", "last_login", "is_superuser", "is_staff")

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    def __str__(self) -> str:
        return self.display_name or self.username
