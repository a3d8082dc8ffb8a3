"""The API's promise: what it says of itself is written down, and every operation has its right."""

import json

import pytest
from django.contrib.staticfiles import finders

from dangol.config.api import api
from dangol.config.openapi import SNAPSHOT, schema
from dangol.kit.access import permissions

pytestmark = pytest.mark.django_db


def operations():
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            yield from view.operations


def test_the_schema_is_the_one_written_down():
    assert schema() == json.loads(SNAPSHOT.read_text()), (
        "Look at the change, then run `python -m dangol.config.openapi`."
    )


def test_every_operation_declares_its_permission():
    found = list(operations())

    assert len(found) > 25
    for operation in found:
        declared = getattr(operation.view_func, "permission", None)
        assert declared is not None, operation.view_func
        assert not declared or declared in permissions, declared


def test_the_docs_page_needs_a_sign_in_and_nothing_from_outside(client, kim):
    assert client.get("/api/v1/docs").status_code == 302
    assert client.get("/api/v1/openapi.json").status_code == 302
    client.force_login(kim)
    page = client.get("/api/v1/docs").text

    assert "http" not in page
    assert "<script>" not in page
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "단골 API"
    assert finders.find("ninja/swagger-ui-bundle.js")
