"""schemathesis calls every operation with what its schema allows, and with what it forbids."""

import logging
from itertools import cycle

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from dangol.api import auth
from dangol.api.testing import token_headers
from dangol.config.openapi import schema as described
from dangol.config.wsgi import application
from dangol.customers.testing import make_affiliation, make_code, make_company, make_customer

schema = schemathesis.openapi.from_dict({**described(), "servers": [{"url": "/"}]})
schema.config.analysis.constants.enabled = False  # reading our sources for words takes a minute
schema.app = application
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


@pytest.mark.django_db
@schema.parametrize()
@FEW
def test_no_operation_breaks(case, world):
    case.validate_response(case.call(headers=next(world)), checks=[not_a_server_error])
