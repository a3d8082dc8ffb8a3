"""The deals importer: lists of sales in progress and of those that ended."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.imports.importers import SKIP, importers
from dangol.imports.mapping import ImportField, Kind, Preset
from dangol.imports.models import Import
from dangol.imports.plain import PlainImporter, PlainOptions, Values
from dangol.kit.errors import Refused
from dangol.sales.importing.reading import HOLD, DealSession
from dangol.sales.importing.stages import read_words
from dangol.sales.importing.synonyms import WORDS
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import every_stage, pipelines, stages_of
from dangol.sales.pipeline.services import edit_deal, remove_deal
from dangol.sales.pipeline.setup import first_pipeline

CHANGED = ("title", "text", "expected_on", "custom")


class DealOptions(PlainOptions):
    """Into which pipeline, who looks after them, which word is which stage."""

    pipeline = forms.TypedChoiceField(label=_("파이프라인"), coerce=int)
    words = forms.CharField(
        label=_("단계 연결"), required=False, max_length=5_000,
        widget=forms.Textarea({"rows": 4, "placeholder": _("Engaging = 니즈·구매력 확인")}),
        help_text=_("한 줄에 하나씩 ‘파일의 말 = 단계 이름’. Won, Lost와 단계 이름은 이미 압니다."),
    )  # fmt: skip
    start = forms.TypedChoiceField(
        label=_("끝난 거래가 시작한 단계"), coerce=int,
        help_text=_("시작일부터 종료일까지 이 단계에 있던 것으로 이력을 남깁니다."),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("담당이 빈 거래의 담당"), empty_label=None
    )
    customers = forms.ChoiceField(
        label=_("고객이 빈 줄"),
        choices=[
            ("refuse", _("그 줄을 빼고 파일로 돌려받기")),
            (HOLD, _("‘고객 미확인 거래’에 모아 두기")),
        ],
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        first_pipeline()
        open_ones = [row for row in every_stage() if row.outcome == "open" and row.is_active]
        self.fields["pipeline"].choices = pipelines()
        self.fields["start"].choices = [(row.id, row.name) for row in open_ones]
        people = User.objects.filter(is_active=True).order_by("name", "pk")
        if not user.has_perm("sales.bulk_deal"):
            people = people.filter(pk=user.pk)
        self.fields["owner"].queryset = people

    def clean(self) -> Values:
        values = super().clean() or self.cleaned_data
        if "pipeline" in values:
            stages = stages_of(values["pipeline"])
            try:
                read_words(values.get("words", ""), stages)
            except ValidationError as error:
                self.add_error("words", error)
            if values.get("start") not in {row.id for row in stages}:
                self.add_error("start", _t("고른 파이프라인의 단계를 고르세요."))
        return values


class DealImporter(PlainImporter):
    """Lists of deals."""

    label = _("거래")
    permission, change = "sales.add_deal", "sales.change_deal"
    list_url = "sales:deal_list"
    form = DealOptions
    kind_of_session = DealSession
    model, has_own = Deal, True
    shown_labels = {
        "number": _("거래번호"),
        "customer": _("고객"),
        "product": _("상품"),
        "stage": _("단계"),
        "amount": _("금액"),
        "owner": _("담당"),
    }
    every_field = (
        ImportField("number", _("거래번호"), WORDS["number"]),
        ImportField("title", _("거래명"), WORDS["title"]),
        ImportField("customer", _("고객"), WORDS["customer"]),
        ImportField("product", _("상품"), WORDS["product"]),
        ImportField("owner", _("담당"), WORDS["owner"]),
        ImportField("stage", _("단계"), WORDS["stage"]),
        ImportField("opened_on", _("시작일"), WORDS["opened_on"], Kind.DATE),
        ImportField("closed_on", _("종료일"), WORDS["closed_on"], Kind.DATE),
        ImportField("expected_on", _("마감 예정일"), WORDS["expected_on"], Kind.DATE),
        ImportField("amount", _("금액"), WORDS["amount"], Kind.WON),
        ImportField("kind", _("구분"), WORDS["kind"]),
        ImportField("source", _("유입 경로"), WORDS["source"]),
        ImportField("lost_reason", _("실주 사유"), WORDS["lost_reason"]),
        ImportField("text", _("설명"), WORDS["text"], Kind.LONG_TEXT),
    )

    def presets(self) -> list[Preset]:
        columns = {
            "opportunity_id": "number", "sales_agent": "owner", "product": "product",
            "account": "customer", "deal_stage": "stage", "engage_date": "opened_on",
            "close_date": "closed_on", "close_value": "amount",
        }  # fmt: skip
        return [Preset.of("CRM Sales Opportunities", ",".join(columns), columns)]

    def key_of(self, values: Values) -> str:
        """The number; a row without one is a deal of its own."""
        return str(values.get("number", ""))

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        return dict(Deal.objects.filter(number__in=keys).values_list("number", "pk"))

    def initial_of(self, run: Import, user: Any) -> Values:
        return {**_usual(), "owner": user.pk, **super().initial_of(run, user)}

    def options_for(self, run: Import, *, on_duplicate: str, reason: str, owner: Any) -> Values:
        chosen = super().options_for(run, on_duplicate=on_duplicate, reason=reason, owner=owner)
        return {**_usual(), "owner": owner and owner.pk, **chosen}

    def add(self, values: Values, *, actor: Any, options: Values) -> Deal:
        raise NotImplementedError  # written by the thousand: importing.writing

    def edit(self, record: Deal, values: Values, *, actor: Any, options: Values) -> Deal:
        """Only what describes a deal: its stage, end and sum have a history of their own."""
        if actor is not None:
            seen = Deal.objects.visible_to(actor, "change").filter(pk=record.pk)
            if not seen.exists():
                raise Refused(_t("이미 등록된 거래이지만 고칠 권한이 없습니다."))
        told = {name: values[name] for name in CHANGED if name in values}
        return edit_deal(record, at=timezone.now(), actor=actor, **told)

    def take_back(self, record: Deal, *, actor: Any) -> None:
        remove_deal(record, actor=actor)


def _usual() -> Values:
    """Where deals of a file go unless somebody says otherwise."""
    pipeline = first_pipeline()
    open_ones = [row for row in stages_of(pipeline) if row.outcome == "open"]
    return {
        "double": SKIP,
        "pipeline": pipeline,
        "start": open_ones[min(1, len(open_ones) - 1)].id,
        "words": "",
        "customers": "refuse",
    }


importers.add("deals")(DealImporter())
