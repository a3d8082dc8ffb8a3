"""The list of message templates."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.conditions import Choice, Moment, Option, Person, Text, YesNo, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.messaging.outbox.models import Kind
from dangol.messaging.senders.models import Medium
from dangol.messaging.templatetags.messaging import medium_sign
from dangol.messaging.templating.models import Template
from dangol.messaging.templating.queries import folders
from dangol.workspace.queries import person_name

TONES = {Kind.AD: "amber", Kind.INFO: "blue", Kind.TRANSACTION: "slate"}


def _name(row: Template, look: Look) -> SafeString:
    link = look.link(row, row.name)
    if row.is_active:
        return link
    return format_html('{} <span class="badge slate">{}</span>', link, _("쓰지 않음"))


def _kind(row: Template, look: Look) -> SafeString:
    return format_html(
        '<span class="badge {}">{}</span>', TONES[Kind(row.kind)], row.get_kind_display()
    )


def _people() -> list[Option]:
    rows = User.objects.order_by("name", "pk").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


class TemplateList(RecordList):
    """Own templates and those that are shared."""

    key = "messaging.template"
    model = Template
    url_name = "messaging:template_list"
    title = _("메시지 템플릿")
    unit = _("%(n)s개")
    columns = (
        Column("name", _("이름"), _name, reads=("name", "is_active"), sort="name", main=True),
        Column("medium", _("매체"), lambda row, _look: medium_sign(row.medium), alike=True,
               text=lambda value: str(Medium(value).label), phone="under"),
        Column("kind", _("성격"), _kind, alike=True, text=lambda value: str(Kind(value).label),
               phone="end"),
        Column("folder", _("폴더")),
        Column("owner", _("담당"), lambda row, _look: person_name(row.owner_id),
               reads=("owner_id",), value="owner__name", alike=True),
        Column("is_shared", _("함께 쓰기"), alike=True,
               cell=lambda row, _look: _("함께") if row.is_shared else _("나만")),
        Column("updated_at", _("고친 때"), lambda row, _look: ui.when(row.updated_at),
               sort="-updated_at"),
    )  # fmt: skip
    default_columns = ("medium", "kind", "folder", "owner", "updated_at")
    default_sort = "-updated_at"
    attributes = (
        Choice("medium", _("매체"), options=options_of(Medium)),
        Choice("kind", _("성격"), options=options_of(Kind)),
        Choice("folder", _("폴더"), options=lambda: [Option(name, name) for name in folders()]),
        Person("owner", _("담당"), "owner_id", options=_people),
        YesNo("is_active", _("사용")),
        YesNo("is_shared", _("함께 쓰기")),
        Text("name", _("이름")),
        Moment("updated_at", _("고친 때")),
    )
    quick = ("medium", "kind", "folder", "is_active")
    empty_title = _("아직 템플릿이 없습니다.")
    empty_text = _("자주 보내는 글을 한 번 적어 두면 고객마다 이름과 내용이 맞춰져 나갑니다.")
    first_steps = (
        FirstStep(_("첫 템플릿 쓰기"), "messaging:template_add", "messaging.add_template"),
    )
