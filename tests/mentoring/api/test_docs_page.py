"""The documentation page works in a browser under our own policy, without anybody else's server."""

import pytest


@pytest.mark.e2e
@pytest.mark.slow
def test_the_page_shows_the_operations_and_breaks_no_policy(live_server, page):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.locator(".opblock").first.wait_for()  # of so many only those in sight are drawn
    assert said == []
