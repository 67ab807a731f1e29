"""How passwords are kept: Argon2 in every way of running but the tests."""

from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.test import override_settings

from accounts.passwords import Argon2
from config.settings import base


@override_settings(PASSWORD_HASHERS=base.PASSWORD_HASHERS)
def test_passwords_are_kept_by_argon2():
    kept = make_password("kuda biru terbang")
    assert kept.startswith("argon2$argon2id$")
    assert isinstance(identify_hasher(kept), Argon2)
    assert check_password("kuda biru terbang", kept)
    assert not check_password("kuda biru terbang ", kept)
