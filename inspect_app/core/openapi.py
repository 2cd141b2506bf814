"""The OpenAPI document: APIFlask writes it from the routes; here stands what APIFlask cannot know.

It is the same wherever it is made, so that docs/openapi.json can be compared with what the server serves.
"""

from typing import Any

from apiflask import APIFlask, Schema
from apispec import APISpec
from apispec.ext.marshmallow.common import make_schema_key, resolve_schema_instance
from marshmallow.fields import Dict, Integer, List, String

from inspect_app.core.json_writer import JsonAnswers

SETTINGS = {"AUTO_SERVERS": False, "AUTO_404_RESPONSE": True}


class ProblemOut(Schema):
    """Every refusal (RFC 9457): `code` is for programs, `detail` for people; some carry more members."""

    type = String(required=True)
    title = String(required=True)
    status = Integer(required=True)
    code = String(required=True)
    detail = String(required=True)
    request_id = String(required=True)
    errors = List(Dict(), metadata={"description": "`field` and `message` of each fault of the request"})


class Api(APIFlask):
    """An APIFlask whose document gives each schema one name, and says that refusals are problem+json."""

    json_provider_class = JsonAnswers

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.config.update(SETTINGS, HTTP_ERROR_SCHEMA=ProblemOut, VALIDATION_ERROR_SCHEMA=ProblemOut)
        self.spec_processor(name_problems)

    def _register_schema_and_get_ref(
        self, spec: APISpec, registered_schema_classes: dict[int, str], schema_obj: Any
    ) -> dict[str, str]:
        """A schema that was met inside another one has its name already; APIFlask would add `Name1`."""
        converter = self._ma_plugin.converter
        assert converter is not None
        known = converter.refs.get(make_schema_key(resolve_schema_instance(schema_obj)))
        if known is not None:
            return {"$ref": f"#/components/schemas/{known}"}
        return super()._register_schema_and_get_ref(spec, registered_schema_classes, schema_obj)


def name_problems(spec: dict[str, Any] | str) -> dict[str, Any] | str:
    """Refusals have a media type of their own."""
    assert isinstance(spec, dict)
    for path in spec["paths"].values():
        for operation in path.values():
            for status, response in operation.get("responses", {}).items() if operation else ():
                if status.startswith(("4", "5")) and "application/json" in response.get("content", {}):
                    response["content"] = {
                        "application/problem+json": response["content"]["application/json"]
                    }
    return spec
