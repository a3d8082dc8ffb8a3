"""schemathesis calls every operation with what its schema allows, and with what it forbids.

What the schema forbids is refused before any database is asked: SQLite's run covers it.
"""

import json
import logging
from itertools import cycle

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.pytest._test_builder import build_operation_test

from dangol.api import auth
from dangol.api.testing import token_headers
from dangol.config.openapi import SNAPSHOT
from dangol.config.wsgi import application
from dangol.customers.testing import make_affiliation, make_code, make_company, make_customer

WRITTEN = json.loads(SNAPSHOT.read_text())  # another test sees that it is what is served
OPERATIONS = [(path, verb) for path, verbs in WRITTEN["paths"].items() for verb in verbs]
FEW = settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def world(kim, lee, choi, monkeypatch):
    """A few records of every kind; each call comes from the next of three roles."""
    cache.clear()
    logging.disable(logging.CRITICAL)  # of half a character the reports of parallel tests choke
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    monkeypatch.setattr(auth, "PER_MINUTE", 10**9)
    make_code("source", "fair", "박람회")
    person, company = make_customer(kim, "홍길동"), make_company(lee)
    make_affiliation(person, company)
    yield cycle([token_headers(person, by=choi) for person in (kim, lee, choi)])
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def schema():
    made = schemathesis.openapi.from_dict({**WRITTEN, "servers": [{"url": "/"}]})
    made.config.analysis.constants.enabled = False  # reading our sources for words takes a minute
    if connection.vendor == "postgresql":
        made.config.generation.update(modes=[GenerationMode.POSITIVE])
    made.app = application
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "verb"), OPERATIONS)
def test_no_operation_breaks(path, verb, schema, world):
    """Its cases are made here, not with `schema.parametrize`: every process would make all."""

    @FEW
    def call(case):
        case.validate_response(case.call(headers=next(world)), checks=[not_a_server_error])

    build_operation_test(
        config=schema.config,
        operation=schema[path][verb],
        test_func=call,
        given_kwargs={},
        feedback=NO_FEEDBACK,
    )()
