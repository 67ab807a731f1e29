"""`python -m config.probe ADDRESS [NAME MOST]`: the health check of a container; ends with 0 or 1.

Without NAME the answer must be 200; with it, the answer's number NAME must be there and at most
MOST. It asks under the first name in ALLOWED_HOSTS, because the server listens to no other.
"""

import http.client
import json
import sys
from urllib.parse import urlsplit

from config import env

PATIENCE = 4.0  # seconds, below the health check's own


def ask(address: str) -> tuple[int, bytes]:
    url = urlsplit(address)
    host = env.words("ALLOWED_HOSTS", "localhost")[0].lstrip(".")
    line = http.client.HTTPConnection(url.hostname or "", url.port, timeout=PATIENCE)
    try:
        line.request("GET", url.path, headers={"Host": host})
        answer = line.getresponse()
        return answer.status, answer.read()
    finally:
        line.close()


def fault(address: str, name: str = "", most: str = "0") -> str:
    """What is wrong, or nothing."""
    try:
        status, body = ask(address)
        if not name:
            return "" if status == http.HTTPStatus.OK else f"answered {status}"
        number = json.loads(body).get(name)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return "" if number is not None and number <= float(most) else f"{name} is {number}"


if __name__ == "__main__":
    sys.exit(fault(*sys.argv[1:]) or 0)
