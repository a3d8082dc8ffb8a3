from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dangol.codes import numbers
from dangol.codes.models import NumberPattern, Preference
from dangol.codes.numbers import checked_pattern, next_number, reserve, set_pattern
from dangol.codes.registry import NumberedRecord, numbered_records

RECORD = "codes.preference"
NEW_YEAR, NEXT_YEAR = date(2026, 1, 1), date(2027, 1, 1)

if RECORD not in numbered_records:
    numbered_records.add(RECORD)(NumberedRecord("시험 기록", "C-{seq:06}", "name"))

pytestmark = pytest.mark.django_db


def test_counts_on_from_one():
    assert [next_number(RECORD), next_number(RECORD)] == ["C-000001", "C-000002"]


def test_reserves_many_at_once():
    assert reserve(RECORD, 3) == ["C-000001", "C-000002", "C-000003"]
    assert next_number(RECORD) == "C-000004"


def test_passes_over_numbers_people_typed():
    for number in ("C-000002", "C-000003", "C-000005"):
        Preference.objects.create(name=number)

    assert reserve(RECORD, 3) == ["C-000001", "C-000004", "C-000006"]


def test_a_long_block_of_typed_numbers_costs_few_questions(django_assert_max_num_queries):
    Preference.objects.bulk_create([Preference(name=f"C-{n:06}") for n in range(1, 2001)])

    with django_assert_max_num_queries(80):
        assert next_number(RECORD) == "C-002001"


def test_counting_starts_again_each_year(choi):
    set_pattern(RECORD, "K{yyyy}-{seq:4}", actor=choi)

    numbers_ = [reserve(RECORD, 2, on=NEW_YEAR), reserve(RECORD, 1, on=NEXT_YEAR)]

    assert numbers_ == [["K2026-0001", "K2026-0002"], ["K2027-0001"]]


def test_grows_past_its_zeros(choi):
    set_pattern(RECORD, "{seq:02}", actor=choi)
    NumberPattern.objects.update(next_seq=99)

    assert reserve(RECORD, 2) == ["99", "100"]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("C-000", "한 번 있어야"),
        ("", "한 번 있어야"),
        ("{seq}{seq}", "한 번 있어야"),
        ("C {seq}", "만 쓸 수 있습니다"),
        ("<b>{seq}", "만 쓸 수 있습니다"),
        ("{seq}\x00", "만 쓸 수 있습니다"),
        ("{seq}😀", "만 쓸 수 있습니다"),
        ("{mm}-{seq}", "겹치지"),
        ("{yyyy}{dd}-{seq}", "겹치지"),
        ("A" * 31 + "{seq}", "30자"),
        ("{seq:99}", "30자"),
    ],
)
def test_refuses_a_pattern_that_cannot_work(choi, pattern, message):
    with pytest.raises(ValidationError, match=message):
        set_pattern(RECORD, pattern, actor=choi)

    assert not NumberPattern.objects.exists()


def test_a_pattern_may_have_korean_and_dates():
    assert checked_pattern("고객{yy}{mm}-{seq:04}").render(7, date(2026, 3, 2)) == "고객2603-0007"


def test_shows_the_number_that_comes_next():
    reserve(RECORD, 4)

    shown = {record: (pattern, coming) for record, _d, pattern, coming in numbers.patterns()}

    assert shown[RECORD] == ("C-{seq:06}", "C-000005")


def test_the_page_changes_the_pattern(client, choi):
    client.force_login(choi)
    form = {"record": RECORD, "pattern": "고객{yyyy}-{seq:05}"}

    assert client.post("/codes/numbers/", form).status_code == 302

    assert NumberPattern.objects.get(record=RECORD).pattern == "고객{yyyy}-{seq:05}"
    assert "고객2" in client.get("/codes/numbers/").text


def test_the_page_tells_what_is_wrong(client, choi):
    client.force_login(choi)

    page = client.post("/codes/numbers/", {"record": RECORD, "pattern": "C-0001"})

    assert page.status_code == 422
    assert "{seq}가 한 번" in page.text
    assert client.post("/codes/numbers/", {"record": "no", "pattern": "{seq}"}).status_code == 404
