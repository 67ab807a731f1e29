"""Who sits at the keyboard and has said so, and who is a program."""

from allauth.mfa.totp.internal.auth import generate_totp_secret

from accounts import confirming, second_factor, tokens
from accounts.clock import now
from accounts.models import ApiToken
from tests.accounts.digits import code_at
from workflows.now import process_time


def at_keyboard(client, user, *, factor=True):
    """Confirmed in this session today; with a second factor unless it is their own."""
    if factor and not second_factor.is_set_up(user):
        secret = generate_totp_secret()
        second_factor.set_up(user, secret, code_at(secret, now()), now=now())
    session = client.session
    confirming.note(session, now=now())
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def program(user, client, scope=ApiToken.Scope.READ):
    life = tokens.LONGEST_LIFE
    _row, secret = tokens.issue(user, name="contoh", scope=scope, life=life, now=process_time())
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client
