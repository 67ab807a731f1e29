"""Secrets of authenticators lie sealed in the database."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser

from notifications.sealing import seal, unseal

ABOUT = "second factor"


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, about=ABOUT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        text = unseal(base64.b64decode(encrypted_text), about=ABOUT)
        if text is None:
            raise ValueError("sealed under a key that is gone")
        return text

    def get_totp_issuer(self) -> str:
        return "Bimbing"

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())
