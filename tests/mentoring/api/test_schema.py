"""The OpenAPI document: sound, stored, and served with a page that needs nobody else."""

import io

import pytest
import yaml
from django.core.management import call_command
from django.utils import translation

from tests.architecture.source import ROOT

STORED = ROOT / "docs" / "openapi.yaml"


def written() -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command("spectacular", "--validate", "--fail-on-warn", stdout=out, skip_checks=True)
    return out.getvalue()


@pytest.mark.once
def test_the_stored_document_is_current_and_sound():
    """If not: `manage.py spectacular --lang en --file docs/openapi.yaml`."""
    assert yaml.safe_load(written()) == yaml.safe_load(STORED.read_text(encoding="utf-8"))


@pytest.mark.once
def test_every_operation_declares_its_errors_and_every_change_with_inputs_has_an_example():
    document = yaml.safe_load(STORED.read_text(encoding="utf-8"))
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len(operations) > 40
    for operation in operations:
        problems = {code for code in operation["responses"] if code >= "400"}
        assert {"400", "401", "406"} <= problems, operation["operationId"]
        bodies = operation.get("requestBody", {}).get("content", {})
        if operation["requestBody"].get("required") if bodies else False:
            assert "application/json" not in bodies or bodies["application/json"]["examples"]


@pytest.mark.django_db
def test_the_document_and_its_page_are_open_and_local(door):
    assert door().get("/api/v1/schema/").status_code == 200
    page = door().get("/api/v1/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "https://" not in text
    assert "<style" not in text
    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in text
