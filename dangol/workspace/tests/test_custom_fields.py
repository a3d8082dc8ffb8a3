"""An office's own fields filter and show like built-in ones, on either database."""

import json
from urllib.parse import quote

import pytest
from django.apps import apps

from dangol.codes.queries import forget_fields

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]
KINDS = {
    "note": ("text", {}),
    "budget": ("won", {}),
    "rate": ("number", {}),
    "due": ("date", {}),
    "size": ("choice", {"c1": "대", "c2": "소"}),
    "hobby": ("choices", {"c1": "등산", "c2": "낚시", "c3": "책"}),
    "keeper": ("person", {}),
    "sure": ("yes_no", {}),
}


@pytest.fixture
def fields(db):
    for key, (kind, choices) in KINDS.items():
        apps.get_model("codes", "CustomField").objects.create(
            record="customers.customer",
            key=key,
            label=key,
            kind=kind,
            choices=[{"key": c, "label": label, "active": True} for c, label in choices.items()],
        )
    forget_fields()


@pytest.fixture
def found(browse, make, kim, lee, fields):
    make(kim, "비움")
    make(
        kim,
        "가득",
        custom={
            "note": "봄 소식",
            "budget": 1_000_000,
            "rate": 2.5,
            "due": "2026-03-02",
            "size": "c1",
            "hobby": ["c1", "c3"],
            "keeper": kim.pk,
            "sure": True,
        },
    )
    make(
        kim,
        "조금",
        custom={"budget": 20, "due": "2025-12-31", "size": "c2", "hobby": [], "sure": False},
    )

    def names(*conditions):
        tree = {"all": [{"field": f"custom_{f}", "op": op, "value": v} for f, op, v in conditions]}
        url = f"/people-list/?f={quote(json.dumps(tree))}&sort=name"
        body = browse(kim).get(url).content.decode()
        assert 'role="alert"' not in body
        return [name for name in ("가득", "비움", "조금") if f"data-open-row>{name}<" in body]

    return names


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("note", "contains", "소식"), ["가득"]),
        (("note", "starts", "봄"), ["가득"]),
        (("note", "lacks", "소식"), ["비움", "조금"]),
        (("note", "empty", None), ["비움", "조금"]),
        (("note", "filled", None), ["가득"]),
        (("budget", "gte", 100), ["가득"]),
        (("budget", "lte", 100), ["조금"]),
        (("budget", "between", [10, 30]), ["조금"]),
        (("budget", "is", 20), ["조금"]),
        (("budget", "not", 20), ["가득", "비움"]),
        (("rate", "is", 2.5), ["가득"]),
        (("due", "before", "2026-01-01"), ["조금"]),
        (("due", "is", "2026-03-02"), ["가득"]),
        (("due", "empty", None), ["비움"]),
        (("size", "is", ["c1", "c2"]), ["가득", "조금"]),
        (("size", "not", ["c1"]), ["비움", "조금"]),
        (("hobby", "any", ["c1", "c2"]), ["가득"]),
        (("hobby", "all", ["c1", "c3"]), ["가득"]),
        (("hobby", "all", ["c1", "c2"]), []),
        (("hobby", "none", ["c1"]), ["비움", "조금"]),
        (("hobby", "empty", None), ["비움", "조금"]),
        (("keeper", "is", ["me"]), ["가득"]),
        (("sure", "is", True), ["가득"]),
        (("sure", "is", False), ["비움", "조금"]),
    ],
)
def test_questions_about_own_fields(found, condition, expected):
    assert found(condition) == expected


def test_own_fields_are_columns(browse, found, kim):
    client = browse(kim)
    names = [f"custom_{key}" for key in ("budget", "due", "size", "hobby", "keeper", "sure")]
    client.post("/lists/test.people/columns/", {"columns": names})

    body = client.get("/people-list/?name=가득").content.decode()

    for cell in ("₩1,000,000", "2026.03.02", "대", "등산, 책", "김하늘", "예"):
        assert f">{cell}</td>" in body
