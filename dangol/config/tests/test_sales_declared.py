"""What every kind of record of a sale comes with by declaration, and what it does without.

Audit needs no line: the kit tells every write. Saved views, bulk acts and pages come with a list.
"""

import json
from pathlib import Path

import pytest
from django.apps import apps

from dangol.api.registry import event_choices
from dangol.codes.registry import custom_records
from dangol.imports.importers import importers
from dangol.kit.access import permissions
from dangol.kit.lists import lists

PATHS = json.loads(Path(__file__).with_name("openapi.json").read_text())["paths"]
# territories are a handful, read whole on one page of settings
HAS = {
    "sales.deal": ("deals", "list filters export import api webhook custom"),
    "sales.lead": ("leads", "list filters export import api webhook custom"),
    "sales.winback": ("win-backs", "list filters export import api webhook custom"),
    "sales.plannedsale": ("planned-sales", "list filters export import api webhook custom"),
    "sales.dealregistration": (
        "deal-registrations",
        "list filters export import api webhook custom",
    ),
    "sales.leadhandoff": ("lead-handoffs", "list filters export api webhook"),
    "sales.dealertransfer": ("dealer-transfers", "list filters export api"),
    "sales.dealer": ("dealers", "list filters export import api webhook"),
    "sales.territory": ("territories", "import api webhook"),
    "sales.dealrival": ("rivals", "list filters export api webhook"),
    "sales.rivalmove": ("rival-moves", "list filters export import api webhook custom"),
    "targets.quota": ("quotas", "list filters export import api webhook custom"),
    "targets.plan": ("commission-plans", "list filters export api webhook"),
    "targets.statement": ("commission-statements", "list filters export api webhook"),
    "catalog.product": ("products", "list filters export import api webhook custom"),
    "catalog.installed": ("installed", "list filters export import api webhook custom"),
    "catalog.pricelist": ("price-lists", "list filters export api webhook"),
    "catalog.price": ("price-lists", "import api webhook"),
    "orders.quote": ("quotes", "list filters export import api webhook custom"),
    "orders.order": ("orders", "list filters export import api webhook custom"),
    "orders.contract": ("contracts", "list filters export import api webhook custom"),
    "orders.bill": ("bills", "list filters export import api webhook custom"),
    "orders.receipt": ("receipts", "list filters export import api webhook custom"),
    "orders.refund": ("refunds", "list filters export import api webhook custom"),
    "orders.revenue": ("revenue", "list filters export import api"),
    "orders.issue": ("issues", "list filters export api"),
    "orders.movement": ("movements", "list filters export api"),
    "orders.discountlimit": ("discount-limits", "api webhook"),
}


@pytest.mark.parametrize("kind", HAS)
def test_a_kind_of_record_has_what_it_says(kind):
    path, expected = HAS[kind]
    model = apps.get_model(kind)
    shown = next((each for _key, each in lists if each.model is model), None)
    found = {
        "list": shown is not None,
        "filters": shown is not None and bool(shown.attributes),
        "export": shown is not None and shown.right("export") in permissions,
        "import": any(getattr(each, "model", None) is model for _key, each in importers),
        "api": f"/api/v1/{path}" in PATHS,
        "webhook": any(event.startswith(f"{kind}.") for event, _label in event_choices()),
        "custom": kind in custom_records,
    }
    assert {name for name, is_there in found.items() if is_there} == set(expected.split())


def test_every_event_that_can_be_asked_for_has_one_name_and_a_record():
    events = [event for event, _label in event_choices()]
    assert len(events) == len(set(events))
    assert {"sales.deal_won", "sales.deal_lost", "sales.lead_converted"} <= set(events)
