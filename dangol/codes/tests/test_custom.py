from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError

from dangol.codes import services
from dangol.codes.custom import clean_custom, custom_form_fields, shown_value
from dangol.codes.models import CustomField
from dangol.codes.queries import custom_fields
from dangol.codes.registry import custom_records
from dangol.kit.errors import Refused

pytestmark = pytest.mark.django_db
RECORD = "customers.customer"

if RECORD not in custom_records:
    custom_records.add(RECORD)("고객")


@pytest.fixture
def make(choi):
    def field(kind, label="항목", **values):
        return services.add_field(RECORD, kind=kind, label=label, actor=choi, **values)

    return field


def kept(kind, value, make, **values):
    make(kind, key="x", **values)
    return clean_custom(RECORD, {"x": value}).get("x")


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("text", "  한\u200b글 \u1112\u1161\u11ab ", "한글 한"),
        ("text", 7, "7"),
        ("text", "\x00", None),
        ("long_text", "첫 줄\r\n둘째", "첫 줄\n둘째"),
        ("number", "1,200", 1200),
        ("number", "3.5", 3.5),
        ("number", Decimal("-2"), -2),
        ("won", "₩1,234,000", 1_234_000),
        ("won", "500원", 500),
        ("won", 0, 0),
        ("date", "2026.11.24.", "2026-11-24"),
        ("date", date(2026, 11, 24), "2026-11-24"),
        ("date", "2026-1-2", "2026-01-02"),
        ("yes_no", "예", True),
        ("yes_no", "N", False),
        ("yes_no", False, False),
        ("link", "example.com/a", "https://example.com/a"),
        ("link", "http://example.com", "http://example.com"),
    ],
)
def test_values_are_stored_in_one_form(make, kind, given, stored):
    assert kept(kind, given, make) == stored


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", "가" * 301),
        ("text", {"a": 1}),
        ("long_text", "가" * 10_001),
        ("number", "많이"),
        ("number", "nan"),
        ("number", "1e999"),
        ("number", True),
        ("won", "1.5"),
        ("won", "9" * 40),
        ("date", "2026-02-30"),
        ("date", "어제"),
        ("date", "2026-11"),
        ("date", "99999-1-1"),
        ("yes_no", "글쎄"),
        ("link", "javascript:alert(1)"),
        ("link", "https://[::1"),
        ("link", "그냥 글"),
        ("person", "없는 사람"),
        ("person", "9" * 30),
    ],
)
def test_what_cannot_be_is_refused_by_name(make, kind, given):
    make(kind, key="x", label="계약")

    with pytest.raises(ValidationError) as error:
        clean_custom(RECORD, {"x": given})

    assert list(error.value.message_dict) == ["x"]
    assert error.value.message_dict["x"][0].startswith("계약: ")


def test_choices_come_as_key_or_label_and_are_stored_as_key(make):
    make("choice", key="plan", label="요금제", choices=["기본", "고급"])
    make("choices", key="likes", label="관심", choices=["차", "술"])

    stored = clean_custom(RECORD, {"plan": " 고급 ", "likes": "술, c1,술"})

    assert stored == {"plan": "c2", "likes": ["c2", "c1"]}
    fields = {field.key: field for field in custom_fields(RECORD)}
    assert shown_value(fields["plan"], "c2") == "고급"
    assert shown_value(fields["likes"], ["c2", "c1"]) == "술, 차"
    with pytest.raises(ValidationError, match="고를 수 없습니다"):
        clean_custom(RECORD, {"plan": "<b>"})


def test_a_person_comes_as_id_login_or_name(make, kim):
    make("person", key="who")

    for given in (kim, kim.pk, str(kim.pk), "kim", "김하늘"):
        assert clean_custom(RECORD, {"who": given}) == {"who": kim.pk}


def test_a_name_two_people_have_is_refused(make, kim, park):
    make("person", key="who")
    park.name = "김하늘"
    park.save()

    with pytest.raises(ValidationError):
        clean_custom(RECORD, {"who": "김하늘"})


def test_what_nobody_defined_is_refused(make):
    with pytest.raises(ValidationError, match="‘nope’"):
        clean_custom(RECORD, {"nope": 1})


def test_required_fields_are_asked_for_when_a_record_is_new(make):
    make("text", key="must", label="꼭", is_required=True)

    with pytest.raises(ValidationError, match="꼭: 꼭 적어"):
        clean_custom(RECORD, {})
    assert clean_custom(RECORD, {}, before={"must": "있음"}) == {"must": "있음"}
    with pytest.raises(ValidationError):
        clean_custom(RECORD, {"must": " "}, before={"must": "있음"})


def test_values_not_named_and_of_retired_fields_stay(make, choi):
    make("text", key="a", label="하나")
    gone = make("text", key="b", label="둘")
    services.change_field(gone, is_active=False, actor=choi)
    before = {"a": "1", "b": "2"}

    assert clean_custom(RECORD, {"a": ""}, before=before) == {"b": "2"}
    assert clean_custom(RECORD, {"b": "2"}, before=before) == before
    with pytest.raises(ValidationError):
        clean_custom(RECORD, {"b": "3"}, before=before)


def test_all_errors_come_at_once(make):
    make("won", key="a", label="금액")
    make("date", key="b", label="날짜")

    with pytest.raises(ValidationError) as error:
        clean_custom(RECORD, {"a": "x", "b": "y", "c": 1})

    assert sorted(error.value.message_dict) == ["a", "b", "c"]


def test_a_choice_that_is_left_out_is_retired_not_lost(make, choi):
    field = make("choice", key="plan", label="요금제", choices=["기본", "고급"])

    services.change_field(field, choices=["고급", "무료"], actor=choi)

    assert field.choices == [
        {"key": "c2", "label": "고급", "active": True},
        {"key": "c3", "label": "무료", "active": True},
        {"key": "c1", "label": "기본", "active": False},
    ]
    assert shown_value(field, "c1") == "기본"
    offered = custom_form_fields(RECORD)["plan"].choices
    assert [key for key, _label in offered] == ["", "c2", "c3"]
    with_old = custom_form_fields(RECORD, before={"plan": "c1"})["plan"].choices
    assert [key for key, _label in with_old] == ["", "c2", "c3", "c1"]


def test_a_choice_brought_back_keeps_its_key(make, choi):
    field = make("choice", key="plan", label="요금제", choices=["기본", "고급"])
    services.change_field(field, choices=["고급"], actor=choi)

    services.change_field(field, choices=["기본", "고급"], actor=choi)

    assert [choice["key"] for choice in field.choices if choice["active"]] == ["c1", "c2"]


def test_the_kind_stays_once_there_are_values(make, choi, kim):
    field = make("text", key="x", label="메모")
    services.change_field(field, kind="number", actor=choi)
    customers = apps.get_model("customers.Customer").objects
    customers.create(number="1", name="가", owner=kim, custom={"x": 3})

    with pytest.raises(ValidationError, match="종류를 바꿀 수 없습니다"):
        services.change_field(field, kind="text", actor=choi)
    with pytest.raises(Refused, match="1건"):
        services.remove_field(field, actor=choi)

    field.refresh_from_db()
    assert field.kind == "number"


@pytest.mark.parametrize("kind", CustomField.Kind.values)
def test_every_kind_has_a_form_field_that_round_trips(make, kind, kim):
    given = {
        "choice": "c1", "choices": ["c1"], "person": str(kim.pk), "date": "2026-11-24",
        "number": "3.5", "won": "1000", "yes_no": "True", "link": "https://a.co",
    }.get(kind, "글")  # fmt: skip
    make(kind, key="x", choices=["하나", "둘"])
    form_class = type("F", (forms.Form,), custom_form_fields(RECORD))

    form = form_class({"x": given})

    assert form.is_valid(), form.errors
    stored = clean_custom(RECORD, form.cleaned_data)["x"]
    again = form_class({"x": str(stored) if not isinstance(stored, list) else stored})
    assert again.is_valid()
    assert clean_custom(RECORD, again.cleaned_data)["x"] == stored


def test_reading_fields_costs_no_query(make, django_assert_num_queries):
    make("text")
    custom_fields(RECORD)

    with django_assert_num_queries(0):
        assert [field.label for field in custom_fields(RECORD)] == ["항목"]


def test_fields_are_made_and_ordered_on_the_page(client, choi):
    client.force_login(choi)
    add = f"/codes/fields/add/{RECORD}/"
    client.post(add, {"label": "요금제", "kind": "choice", "choices": "기본\n고급\n\n기본"})
    client.post(add, {"label": "<i>😀</i>", "kind": "won", "is_required": "on"})

    first, second = CustomField.objects.order_by("order")
    assert [choice["label"] for choice in first.choices] == ["기본", "고급"]
    assert (second.key, second.is_required) == ("f2", True)
    client.post(f"/codes/fields/order/{RECORD}/", {"ids": [second.pk, first.pk]})
    assert [field.label for field in custom_fields(RECORD)] == ["<i>😀</i>", "요금제"]
    page = client.get(f"/codes/fields/{RECORD}/").text
    assert "&lt;i&gt;😀" in page
    client.post(
        f"/codes/fields/{first.pk}/", {"label": "등급제", "kind": "choice", "choices": "고급"}
    )
    first.refresh_from_db()
    assert (first.label, first.key) == ("등급제", "f1")
    client.post(f"/codes/fields/{first.pk}/act/", {"act": "retire"})
    assert [field.label for field in custom_fields(RECORD)] == ["<i>😀</i>"]
    client.post(f"/codes/fields/{first.pk}/act/", {"act": "remove"})
    assert CustomField.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"label": "", "kind": "text"},
        {"label": "새", "kind": "magic"},
        {"label": "새", "kind": "choice", "choices": " \n "},
        {"label": "새", "kind": "choice", "choices": "가,나"},
        {"label": "가" * 10_000, "kind": "text"},
        {"label": "있음", "kind": "text"},
    ],
)
def test_odd_fields_are_told(client, choi, make, values):
    make("text", label="있음")
    client.force_login(choi)

    assert client.post(f"/codes/fields/add/{RECORD}/", values).status_code == 422
    assert CustomField.objects.count() == 1
