"""What an authenticator shows: RFC 6238, written here a second time on purpose."""

import base64
import hashlib
import hmac


def code_at(secret, moment):
    counter = int(moment.timestamp()) // 30
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1)
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"
