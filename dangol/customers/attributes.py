"""Facts of customers one can filter, segment and report by; apps above add theirs."""

from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.queries import codes_of
from dangol.customers.consent.queries import MEDIA
from dangol.customers.parties.models import Address, CompanyType, ContactPoint, Customer, Tag
from dangol.customers.registry import attributes
from dangol.customers.relations.models import Affiliation, Household
from dangol.kit.conditions import (
    Attribute,
    Choice,
    Date,
    Linked,
    Moment,
    Option,
    Options,
    Person,
    Search,
    Text,
    options_of,
)
from dangol.kit.korean.regions import REGIONS


def _codes(group: str) -> Options:
    return lambda: [
        Option(str(row.id), row.label, row.id, row.color) for row in codes_of(group, retired=True)
    ]


def _people() -> list[Option]:
    rows = User.objects.order_by("name", "pk").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


def _tags() -> list[Option]:
    rows = Tag.objects.order_by("name").values_list("pk", "name")
    return [Option(name, name, pk) for pk, name in rows]


PLAIN: list[Attribute] = [
    Choice("stage", _("단계"), options=options_of(Customer.Stage)),
    Choice("grade", _("등급"), "grade_id", options=_codes("customer_grade")),
    Choice("recency", _("최근성"), options=options_of(Customer.Recency)),
    Person("owner", _("담당"), "owner_id", options=_people),
    Person("created_by", _("등록자"), "created_by_id", options=_people),
    Choice("kind", _("구분"), options=options_of(Customer.Kind)),
    Linked(
        "tags", _("태그"), "tag_id", options=_tags, rows=Customer.tags.through.objects.all,
        key="customer_id",
    ),
    Linked(
        "company_types", _("거래처 구분"), "type_id", options=_codes("company_type"),
        rows=CompanyType.objects.all, key="customer_id",
    ),
    *(
        Choice(f"permit_{purpose}", purpose.label, options=options_of(Customer.Permit))
        for purpose in MEDIA
    ),
    Choice("interest", _("관심도"), options=options_of(Customer.Interest)),
    Choice("loyalty", _("로열티"), options=options_of(Customer.Loyalty)),
    Choice("contact", _("접촉"), options=options_of(Customer.Contact)),
    Moment("last_contact_at", _("최근 접촉")),
    Moment("last_purchase_at", _("최근 구매")),
    Moment("last_visit_at", _("최근 방문")),
    Moment("created_at", _("등록일")),
    Search("search", _("검색")),
    Text("name", _("이름")),
    Text("number", _("고객번호")),
    Text("phone", _("전화")),
    Text("email", _("이메일")),
    Text("company_name", _("소속")),
    Text("region", _("지역")),
    Choice("source", _("처음 알게 된 경로"), "source_id", options=_codes("source")),
    Choice("last_source", _("최근 유입 경로"), "last_source_id", options=_codes("source")),
    Text("source_note", _("수집 출처")),
    Date("collected_on", _("수집일")),
    Date("birth_on", _("생년월일")),
    Choice("sex", _("성별"), options=options_of(Customer.Sex)),
    Text("business_number", _("사업자등록번호")),
    Text("representative", _("대표자")),
    Text("industry", _("업태")),
    Text("line", _("종목")),
    Text("memo", _("메모")),
    Linked(
        "decision_role", _("의사결정 역할"), "decision_role",
        options=options_of(Affiliation.DecisionRole),
        rows=lambda: Affiliation.objects.filter(ends_on=None), key="person_id",
    ),
    Linked(
        "household", _("세대"), "household__status", options=options_of(Household.Status),
        rows=lambda: Customer.objects.filter(household__isnull=False), key="pk",
    ),
    Linked(
        "reach", _("연락처"), "medium", options=options_of(ContactPoint.Medium),
        rows=ContactPoint.objects.all, key="customer_id",
    ),
    Linked(
        "city", _("시·도"), "region",
        options=lambda: [Option(region.name, region.name, region.name) for region in REGIONS],
        rows=Address.objects.all, key="customer_id",
    ),
]  # fmt: skip

for plain in PLAIN:
    attributes.add(plain.name)(plain)
