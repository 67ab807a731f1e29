"""The API's own document, as a judge of what was answered."""

import os
from typing import Any

import requests
import schemathesis
from drf_spectacular.generators import SchemaGenerator

# Each example is sent as every role; `make test-schema` asks for many.
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "2"))
WHOLE = EXAMPLES >= 10

schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))


def holds(answer: Any) -> None:
    """Raise if the document promises something else of that status at that address."""
    method, path = answer.request["REQUEST_METHOD"], answer.request["PATH_INFO"]
    operation = schema.find_operation_by_path(method, path)
    assert operation is not None, f"{method} {path} is not in the document."
    assert operation.responses.find_by_status_code(answer.status_code), (path, answer.status_code)
    operation.validate_response(
        schemathesis.Response(
            status_code=answer.status_code,
            headers={name: [value] for name, value in answer.headers.items()},
            content=answer.getvalue(),
            request=requests.Request(method, f"http://testserver{path}").prepare(),
            elapsed=0.0,
            verify=False,
        )
    )
