"""The facts of customers, of us and of the day that every text may name.

Values are Korean whatever language the sender reads: they go to customers.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.company import company
from dangol.codes.custom import shown_value
from dangol.codes.models import CustomField
from dangol.codes.queries import custom_fields, label_of
from dangol.customers.models import Address, Affiliation, Customer
from dangol.kit.korean.addresses import mask_address
from dangol.kit.korean.dates import parse_date
from dangol.kit.korean.emails import mask_email
from dangol.kit.korean.names import with_honorific
from dangol.kit.korean.phones import format_phone, mask_phone
from dangol.messaging.merging.formats import long_day
from dangol.messaging.merging.registry import (
    Facts,
    MergeField,
    MergeSource,
    Setting,
    merge_fields,
)
from dangol.workspace.queries import person_name

TITLE, COMPANY = "직책", "회사"
CUSTOMER, PLACE, OURS, OWN = _("고객"), _("주소"), _("우리"), _("추가 항목")


def _hidden_day(text: str) -> str:
    return f"{text[:5]} **월 **일"


PEOPLE = [
    MergeField("호칭", _("호칭 (홍길동 과장님, ㈜한빛 담당자님)"), CUSTOMER, "홍길동 과장님"),
    MergeField("고객명", _("고객 이름"), CUSTOMER, "홍길동"),
    MergeField("직책", _("직책"), CUSTOMER, "과장"),
    MergeField("부서", _("부서"), CUSTOMER, "구매팀"),
    MergeField("회사", _("소속 회사"), CUSTOMER, "㈜한빛유통"),
    MergeField("고객번호", _("고객번호"), CUSTOMER, "C-000123"),
    MergeField("등급", _("등급"), CUSTOMER, "VIP"),
    MergeField("단계", _("단계"), CUSTOMER, "고객"),
    MergeField("최근성", _("최근성"), CUSTOMER, "활성"),
    MergeField("전화", _("전화"), CUSTOMER, "010-1234-5678", mask_phone),
    MergeField("이메일", _("이메일"), CUSTOMER, "hong@example.com", mask_email),
    MergeField("지역", _("지역"), CUSTOMER, "서울 마포구"),
    MergeField("생일", _("생년월일"), CUSTOMER, "1990년 3월 5일", _hidden_day),
    MergeField("등록일", _("등록일"), CUSTOMER, "2026년 1월 5일"),
    MergeField("최근접촉일", _("최근 접촉일"), CUSTOMER, "2026년 11월 2일"),
    MergeField("최근구매일", _("최근 구매일"), CUSTOMER, "2026년 10월 7일"),
    MergeField("대표자", _("대표자"), CUSTOMER, "이대표"),
    MergeField("담당자", _("우리 담당자"), CUSTOMER, "김하늘"),
    MergeField("담당자직위", _("담당자 직위"), CUSTOMER, "대리"),
    MergeField("담당자전화", _("담당자 휴대전화"), CUSTOMER, "010-9876-5432"),
    MergeField("담당자이메일", _("담당자 이메일"), CUSTOMER, "kim@example.com"),
]
PLACES = [
    MergeField("우편번호", _("우편번호"), PLACE, "04001"),
    MergeField(
        "주소", _("주소"), PLACE, "서울특별시 마포구 동교로27길 12 (동교동), 3층", mask_address
    ),
]
FROM_US = [
    MergeField("보내는회사", _("우리 회사 이름"), OURS, "㈜단골"),
    MergeField("회사전화", _("우리 대표 전화"), OURS, "02-1234-5678"),
    MergeField("회사주소", _("우리 주소"), OURS, "서울특별시 중구 세종대로 110"),
    MergeField("보내는사람", _("보내는 사람"), OURS, "김하늘"),
    MergeField("보내는사람직위", _("보내는 사람 직위"), OURS, "대리"),
    MergeField("보내는사람전화", _("보내는 사람 휴대전화"), OURS, "010-9876-5432"),
    MergeField("보내는사람이메일", _("보내는 사람 이메일"), OURS, "kim@example.com"),
    MergeField("오늘", _("보내는 날"), OURS, "2026년 11월 28일"),
]

# name: the columns it reads, and how they become a text
_COLUMNS: dict[str, tuple[tuple[str, ...], Callable[..., str]]] = {
    "고객명": (("name",), str),
    "고객번호": (("number",), str),
    "등급": (("grade_id",), label_of),
    "단계": (("stage",), lambda key: str(Customer.Stage(key).label)),
    "최근성": (("recency",), lambda key: str(Customer.Recency(key).label)),
    "전화": (("phone",), format_phone),
    "이메일": (("email",), str),
    "지역": (("region",), str),
    "생일": (("birth_on",), lambda day: day and long_day(day)),
    "등록일": (("created_at",), lambda moment: long_day(_local(moment))),
    "최근접촉일": (("last_contact_at",), lambda moment: moment and long_day(_local(moment))),
    "최근구매일": (("last_purchase_at",), lambda moment: moment and long_day(_local(moment))),
    "대표자": (("representative",), str),
    "담당자": (("owner__name",), lambda name: name or ""),
    "담당자직위": (
        ("owner__position", "owner__title"),
        lambda position, title: position or title or "",
    ),
    "담당자전화": (("owner__phone",), lambda phone: phone and format_phone(phone)),
    "담당자이메일": (("owner__email",), lambda email: email or ""),
}


def _local(moment: Any) -> Any:
    return parse_date(moment)


def customer_facts(ids: Sequence[int], names: frozenset[str], setting: Setting) -> Facts:
    """One query over customers, one more over affiliations if titles or companies are asked."""
    jobs = _jobs(ids, setting) if names & {"호칭", "직책", "부서", "회사"} else {}
    wanted = [name for name in _COLUMNS if name in names]
    own = {field.name: field for field in _own_fields() if field.name in names}
    columns = {"id", "kind", "name", "honorific", "company_name"}
    columns.update(column for name in wanted for column in _COLUMNS[name][0])
    columns |= {"custom"} if own else set()
    facts: Facts = {}
    for row in Customer.objects.filter(pk__in=ids).values(*columns):
        known = {name: _written(name, row) for name in wanted}
        known |= _called(row, jobs.get(row["id"]), names)
        known |= _custom(row.get("custom") or {}, own)
        facts[row["id"]] = known
    return facts


def _written(name: str, row: dict[str, Any]) -> str:
    columns, write = _COLUMNS[name]
    return write(*(row[column] for column in columns)) or ""


def _called(row: dict[str, Any], job: tuple[str, ...] | None, names: frozenset[str]) -> dict:
    """How one speaks to the customer, and where they work now."""
    title, department, company_name = job or ("", "", row["company_name"])
    title = title or row["honorific"]
    if row["kind"] == Customer.Kind.COMPANY:
        called = f"{row['name']} 담당자님"
        title, company_name = row["honorific"], row["name"]
    else:
        called = with_honorific(row["name"], title)
    known = {"호칭": called, "직책": title, "부서": department, "회사": company_name}
    return {name: text for name, text in known.items() if name in names}


def _jobs(ids: Sequence[int], setting: Setting) -> dict[int, tuple[str, ...]]:
    """Title, department and company of each person's main place today; one query."""
    rows = Affiliation.objects.filter(person_id__in=ids).exclude(ends_on__lt=setting.today)
    found: dict[int, tuple[str, ...]] = {}
    for person, *job in rows.order_by(
        "is_main", F("starts_on").asc(nulls_first=True), "pk"
    ).values_list("person_id", "title", "department", "company__name"):
        found[person] = tuple(job)
    return found


def _custom(values: dict[str, Any], own: dict[str, MergeField]) -> dict[str, str]:
    if not own:
        return {}
    fields = {_name_of(row): row for row in custom_fields("customers.customer")}
    return {name: _own_text(fields[name], values.get(fields[name].key)) for name in own}


def _own_text(field: CustomField, value: Any) -> str:
    if value is None:
        return ""
    match field.kind:
        case CustomField.Kind.DATE:
            day = parse_date(value)
            return long_day(day) if day else str(value)
        case CustomField.Kind.WON:
            return f"{value:,}원"
        case CustomField.Kind.NUMBER:
            return f"{value:,}"
        case CustomField.Kind.PERSON:
            return person_name(value)
    return str(shown_value(field, value))


def _name_of(field: CustomField) -> str:
    """The field's label without the signs that mean something inside `#{}`."""
    return " ".join("".join(" " if sign in "#{}[]<>|:=" else sign for sign in field.label).split())


def _own_fields() -> list[MergeField]:
    taken = {field.name for field in (*PEOPLE, *PLACES, *FROM_US)}
    return [
        MergeField(name, field.label, OWN, str(field.label))
        for field in custom_fields("customers.customer")
        if (name := _name_of(field)) and name not in taken
    ]


def place_facts(ids: Sequence[int], names: frozenset[str], setting: Setting) -> Facts:
    """The main address of each; one query."""
    rows = Address.objects.filter(customer_id__in=ids).order_by("is_main", "-pk")
    return {
        row.customer_id: {"우편번호": row.postcode, "주소": str(row)}
        for row in rows.defer("household_key")
    }


def our_facts(ids: Sequence[int], names: frozenset[str], setting: Setting) -> Facts:
    """The same for everybody; no query."""
    office, sender = company(), setting.sender
    known = {
        "보내는회사": office.name,
        "회사전화": format_phone(office.phone),
        "회사주소": office.address,
        "오늘": long_day(setting.today),
    }
    if sender is not None:
        known |= _sender(sender)
    known = {name: text for name, text in known.items() if name in names}
    return dict.fromkeys(ids, known)


def _sender(sender: User) -> dict[str, str]:
    return {
        "보내는사람": sender.name,
        "보내는사람직위": sender.position or sender.title,
        "보내는사람전화": format_phone(sender.phone),
        "보내는사람이메일": sender.email,
    }


merge_fields.add("customers")(MergeSource(lambda: [*PEOPLE, *_own_fields()], customer_facts))
merge_fields.add("places")(MergeSource(lambda: PLACES, place_facts))
merge_fields.add("ours")(MergeSource(lambda: FROM_US, our_facts))
