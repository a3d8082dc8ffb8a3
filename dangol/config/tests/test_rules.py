"""Rules of the house that no linter knows."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.urls import get_resolver, reverse
from django.utils.functional import Promise

from dangol.accounts.default_roles import DEFAULT_ROLES
from dangol.kit.access import permissions
from dangol.kit.lists import lists

ROOT = Path(__file__).parents[3]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LEVELS = [
    {app.strip(" ()") for app in layer.split("|")} for layer in CONTRACTS["contracts"][0]["layers"]
]
LEVEL_OF = {app: level for level, names in enumerate(LEVELS) for app in names}


def test_foreign_keys_point_down():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            target = field.related_model if field.concrete and field.is_relation else None
            here, there = model._meta.app_label, target and target._meta.app_label
            if {here, there} <= LEVEL_OF.keys() and here != there:
                assert LEVEL_OF[here] < LEVEL_OF[there], f"{model._meta.label}.{field.name}"


def test_every_page_declares_its_permission():
    pages = [p for p in _patterns(get_resolver().url_patterns) if _is_ours(p.callback)]

    assert len(pages) > 10
    for pattern in pages:
        view = pattern.callback
        declared = getattr(view, "permission", None)
        open_to_all = not getattr(view, "login_required", True)
        assert declared is not None or open_to_all, f"{pattern.pattern} {view}"
        assert not declared or declared in permissions, f"{view}: {declared}"


def _is_ours(view) -> bool:
    return view.__module__.startswith("dangol.")


def _patterns(patterns):
    for pattern in patterns:
        yield from (
            _patterns(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]
        )


def test_records_people_write_have_a_name_in_the_change_history():
    """Models that services hand to `create`; of those of one name, one may be another's log."""
    sources = [path for path in (ROOT / "dangol").rglob("*services.py") if path.is_file()]
    text = "\n".join(path.read_text() for path in sources)
    written = set(re.findall(r"\bcreate\(\s*([A-Z]\w+),", text))
    named = {m.__name__ for m in apps.get_models() if isinstance(m._meta.verbose_name, Promise)}

    assert len(written) > 50
    assert written - named == set()


def test_default_roles_name_permissions_that_exist():
    declared = {name for name, _permission in permissions}
    for role in DEFAULT_ROLES.values():
        assert role.also.keys() <= declared


@pytest.mark.parametrize("key", ["rep", "agent"])
def test_who_sells_or_answers_only_reads_products_and_prices(key):
    """They belong to nobody, so that a right to one's own would reach them all."""
    role = DEFAULT_ROLES[key]
    for noun in ("product", "pricelist"):
        given = {
            verb: role.scope_for(f"catalog.{verb}_{noun}", permissions[f"catalog.{verb}_{noun}"])
            for verb in ("view", "add", "change", "delete")
        }
        assert [verb for verb, scope in given.items() if scope] == ["view"]


@pytest.mark.parametrize("path", ["customers", "helpdesk/tickets", "sales/deals", "segments/of"])
@pytest.mark.parametrize("pk", [2**63, 10**30])
def test_an_id_no_database_can_hold_is_nobodys(client, choi, path, pk):
    client.force_login(choi)

    assert client.get(f"/{path}/{pk}/").status_code == 404


def our_lists():
    """Without those that other tests have left in the registry."""
    return [(key, each) for key, each in lists if ".tests." not in type(each).__module__]


def test_quick_filters_of_lists_have_answers_to_offer(db):
    for key, record_list in our_lists():
        for name in record_list.quick:
            attribute = record_list.vocabulary[name]
            assert hasattr(attribute, "options") or attribute.kind == "yes_no", f"{key} {name}"


def test_whatever_is_searched_has_an_index_of_its_tokens(db):
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for model in apps.get_models():
            if "search" in {field.name for field in model._meta.fields}:
                table = model._meta.db_table
                found = connection.introspection.get_constraints(cursor, table)
                assert {f"{table}_fts", f"{table}_search_fts"} & {*tables, *found}, table


def test_an_empty_list_says_the_first_step_and_leads_there():
    for key, record_list in our_lists():
        assert record_list.empty_title, key
        assert record_list.first_steps, key
        for step in record_list.first_steps:
            assert reverse(step.url_name)
            assert not step.permission or step.permission in permissions, f"{key} {step.label}"


def test_every_cell_of_a_card_on_a_phone_has_a_name_or_a_place():
    placed = re.compile(r'data-label|colspan|class="[^"]*\b(under|end|hide|pick|stick|narrow)\b')
    nameless, looked_at = [], 0
    for path in ROOT.glob("dangol/*/templates/**/*.html"):
        text = path.read_text()
        for table in re.findall(r'<c-table [^>]*class="[^"]*\bcards\b.*?</c-table>', text, re.S):
            for row in re.findall(r"<tr[ >].*?</tr>", table.split("</thead>")[-1], re.S):
                looked_at += 1
                cells = re.findall(r"<td([^>]*)>", row)[1:]  # the first one is the card's name
                nameless += [(path.name, cell) for cell in cells if not placed.search(cell)]

    assert looked_at > 10
    assert nameless == []
