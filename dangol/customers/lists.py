"""The list of customers: its columns, what it narrows by, and what it does to many at once."""

from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.codes.queries import codes_of
from dangol.customers import attributes as _declared  # noqa: F401 - fills the registry
from dangol.customers.bulk import delete, set_grade, set_owner, set_stage, tag, untag
from dangol.customers.consent.queries import MEDIA
from dangol.customers.parties.models import CompanyType, Customer
from dangol.customers.parties.services import edit_customer
from dangol.customers.registry import attributes, bulk_actions, columns, takers
from dangol.customers.templatetags import customers as look
from dangol.imports.bulk import among_ids
from dangol.kit.conditions import Attribute, Option, options_of
from dangol.kit.korean.emails import mask_email
from dangol.kit.korean.identifiers import format_business_number
from dangol.kit.korean.names import mask_name
from dangol.kit.korean.phones import format_phone, mask_phone
from dangol.kit.lists import BulkAction, Column, Edit, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.workspace.queries import person_name

RECORD = "customers.customer"
SHOWN = MEDIA[:4]


def _name(row: Customer, look_at: Look) -> SafeString:
    """The avatar, the name and one line that tells namesakes apart."""
    note = row.company_name or row.honorific
    is_company = row.kind == "company"
    if is_company:
        note = row.representative and _t("%(name)s 대표") % {"name": row.representative}
    picture = ui.avatar(row.name, "org" if is_company else "")
    link, below = look_at.link(row, row.name), look_at.mark(note or row.number)
    return mark_safe(  # noqa: S308 - its parts are escaped
        f'<span class="row">{picture}<span class="cut">{link}<br>'
        f'<small class="mute">{below}</small></span></span>'
    )


def _phone(row: Customer, look_at: Look) -> SafeString:
    """A number that can be pressed to be called without being seen (kit/js/dial.js)."""
    if not row.phone:
        return look_at.mark(ui.DASH)
    number = look_at.mark(mask_phone(row.phone))
    return format_html('<span class="dial" data-dial-customer="{}">{}</span>', row.pk, number)


def _email(row: Customer, look_at: Look) -> SafeString:
    return look_at.mark(mask_email(row.email) if row.email else ui.DASH)


def _consents(row: Customer, look_at: Look) -> SafeString:
    """One sign for each medium: allowed, allowed at night too, or not."""
    return _signs(tuple(getattr(row, f"permit_{purpose}") for purpose in SHOWN), get_language())


@lru_cache(maxsize=512)
def _signs(permits: tuple[int, ...], _language: str | None) -> SafeString:
    """Three ways on four media are all there are, and fifty rows would spell them every time."""
    labels = dict(Customer.Permit.choices)
    signs = format_html_join(
        "",
        '<span class="{}" title="{}: {}">{}<span class="vh">{}: {}</span></span>',
        (
            (
                "good" if permit else "faint",
                purpose.label,
                labels[permit],
                ui.icon(look.purpose_icon(purpose)),
                purpose.label,
                labels[permit],
            )
            for purpose, permit in zip(SHOWN, permits, strict=True)
        ),
    )
    return format_html('<span class="row">{}</span>', signs)


def _owner(row: Customer, look_at: Look) -> SafeString:
    name = person_name(row.owner_id)
    if not name:
        return format_html('<span class="mute">{}</span>', _("미배정"))
    return format_html('<span class="row">{}{}</span>', ui.avatar(name, "sm"), name)


def _tags(row: Customer, look_at: Look) -> SafeString:
    return format_html_join(
        " ", '<span class="badge">{}</span>', ((tag.name,) for tag in row.tags.all())
    )


def _save(field: str, kind: Any = str) -> Any:
    def save(record: Customer, text: str, *, actor: User) -> Customer:
        return edit_customer(record, actor=actor, **{field: kind(text)})

    return save


def _save_code(field: str) -> Any:
    def save(record: Customer, text: str, *, actor: User) -> Customer:
        code = Code.objects.filter(pk=text).first() if text else None
        changed: dict[str, Any] = {field: code}
        return edit_customer(record, actor=actor, **changed)

    return save


def _code_options(group: str) -> Any:
    return lambda: [
        Option("", _("없음")),
        *(Option(str(row.id), row.label, row.id) for row in codes_of(group)),
    ]


def _levels(field: str, label: Any, kind: Any) -> Column:
    return Column(
        field,
        label,
        cell=lambda row, _look: str(kind(getattr(row, field)).label),
        text=lambda value: str(kind(value).label),
        alike=True,
        edit=Edit(_save(field, int), lambda row: str(getattr(row, field)), options_of(kind)),
    )


def _plain(field: str, label: Any) -> Column:
    return Column(field, label, edit=Edit(_save(field), lambda row: str(getattr(row, field))))


def _tag_names(ids: list[int]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    rows = Customer.tags.through.objects.filter(customer_id__in=among_ids(ids)).order_by(
        "tag__name"
    )
    for pk, name in rows.values_list("customer_id", "tag__name"):
        found.setdefault(pk, []).append(name)
    return {pk: ", ".join(names) for pk, names in found.items()}


def _type_names(ids: list[int]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    rows = CompanyType.objects.filter(customer_id__in=among_ids(ids)).order_by("type__order")
    for pk, label in rows.values_list("customer_id", "type__label"):
        found.setdefault(pk, []).append(label)
    return {pk: ", ".join(labels) for pk, labels in found.items()}


class CustomerList(RecordList):
    """Every customer the user may see."""

    key = RECORD
    model = Customer
    url_name = "customers:customer_list"
    title = _("고객")
    unit = _("%(n)s명")
    search = "search"
    search_hint = _("이름·전화 뒷자리·초성")
    report = "contactability"
    quick = ("stage", "grade", "owner", "recency", "tags")
    default_columns = (
        "name", "stage", "grade", "recency", "phone", "owner", "last_contact_at", "consents",
    )  # fmt: skip
    empty_title = _("아직 고객이 없습니다.")
    empty_text = _("엑셀 파일을 올리거나 한 명부터 적어 보세요.")
    first_steps = (
        FirstStep(_("엑셀 파일 올리기"), "imports:import_open", "imports.add_import"),
        FirstStep(_("고객 등록"), "customers:customer_register", "customers.add_customer"),
    )
    own_columns = (
        Column(
            "name",
            _("고객"),
            _name,
            reads=("name", "kind", "company_name", "honorific", "representative", "number"),
            sort="name",
            main=True,
        ),
        Column("kind", _("구분"), alike=True,
               text=lambda value: str(Customer.Kind(value).label)),
        Column("stage", _("단계"), lambda row, _look: look.stage(row.stage), sort="stage",
               text=lambda value: str(Customer.Stage(value).label), phone="end", alike=True),
        Column("grade", _("등급"), lambda row, _look: look.grade(row.grade_id),
               reads=("grade_id",), value="grade__label", alike=True),
        Column("recency", _("최근성"), lambda row, _look: look.recency(row.recency), sort="recency",
               text=lambda value: str(Customer.Recency(value).label), alike=True),
        Column("phone", _("전화"), _phone, mask=mask_phone, text=format_phone, phone="under"),
        Column("email", _("이메일"), _email, mask=mask_email),
        Column("owner", _("담당"), _owner, reads=("owner_id",), value="owner__name",
               alike=True),
        Column("last_contact_at", _("최근 접촉"),
               lambda row, _look: ui.when(row.last_contact_at), sort="-last_contact_at"),
        Column("last_purchase_at", _("최근 구매"),
               lambda row, _look: ui.when(row.last_purchase_at)),
        Column("last_visit_at", _("최근 방문"), lambda row, _look: ui.when(row.last_visit_at)),
        Column("consents", _("수신 동의"), _consents, exported=False, alike=True,
               reads=tuple(f"permit_{purpose}" for purpose in SHOWN)),
        *(
            Column(f"permit_{purpose}", purpose.label,
                   alike=True, text=lambda value: str(Customer.Permit(value).label))
            for purpose in MEDIA
        ),
        Column("region", _("지역")),
        Column("tags", _("태그"), _tags, reads=("id",), prefetch=("tags",), gather=_tag_names),
        Column("company_types", _("거래처 구분"), reads=("id",), prefetch=("company_types__type",),
               cell=lambda row, _look: ", ".join(str(t.type) for t in row.company_types.all()),
               gather=_type_names),
        Column("number", _("고객번호")),
        Column("company_name", _("소속")),
        _plain("honorific", _("직함·호칭")),
        Column("source", _("처음 알게 된 경로"),
               lambda row, _look: look.code_label(row.source_id), reads=("source_id",),
               value="source__label",
               edit=Edit(_save_code("source"), lambda row: str(row.source_id or ""),
                         _code_options("source"))),
        _plain("source_note", _("수집 출처")),
        Column("collected_on", _("수집일"), alike=True, text=lambda value: value and ui.day(value)),
        Column("created_at", _("등록일"), lambda row, _look: ui.when(row.created_at)),
        Column("business_number", _("사업자등록번호"), text=format_business_number),
        Column("representative", _("대표자"), mask=mask_name),
        _plain("industry", _("업태")),
        _plain("line", _("종목")),
        _plain("homepage", _("홈페이지")),
        _levels("interest", _("관심도"), Customer.Interest),
        _levels("loyalty", _("로열티"), Customer.Loyalty),
        _levels("contact", _("접촉"), Customer.Contact),
    )  # fmt: skip

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]  # a property where the base has a value
        return [*self.own_columns, *(column for _name, column in columns)]

    @property
    def bulk(self) -> list[BulkAction]:  # type: ignore[override]
        above = [action for _name, action in bulk_actions]
        return [set_owner, set_stage, set_grade, tag, untag, *above, delete]

    @property
    def takers(self) -> list[FirstStep]:  # type: ignore[override]
        return [taker for _name, taker in takers]

    @property
    def attributes(self) -> list[Attribute]:  # type: ignore[override]
        return [attribute for _name, attribute in attributes]
