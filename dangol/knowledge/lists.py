"""The list of articles, for those who keep them."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Number, Option, Search, Text, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList, set_field
from dangol.kit.templatetags import ui
from dangol.knowledge.articles.forms import OwnerForm, ReviewForm
from dangol.knowledge.models import Article, Section, Space
from dangol.workspace.staff import people


def _spaces() -> list[Option]:
    rows = Space.objects.order_by("order", "name").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


def _sections() -> list[Option]:
    rows = Section.objects.order_by("space__order", "order", "name").select_related("space")
    return [Option(str(row.pk), f"{row.space.name} › {row.name}", row.pk) for row in rows]


def _state(row: Article, _look: Look) -> Any:
    return format_html('<span class="badge {}">{}</span>', row.tone, row.get_state_display())


class ArticleList(RecordList):
    """Every article one may see, drafts included."""

    key = "knowledge.article"
    model = Article
    url_name = "knowledge:article_list"
    title = _("지식 글")
    unit = _("%(n)s편")
    search = "search"
    search_hint = _("제목·내용·태그·초성")
    quick = ("state", "space", "owner")
    default_columns = (
        "title", "state", "space", "section", "owner", "view_count", "helpful_count", "updated_at",
    )  # fmt: skip
    default_sort = "-updated_at"
    empty_title = _("아직 글이 없습니다.")
    empty_text = _("자주 받는 질문 하나를 골라 답을 적어 보세요.")
    first_steps = (FirstStep(_("글쓰기"), "knowledge:article_add", "knowledge.add_article"),)
    columns = (
        Column(
            "title", _("제목"), lambda row, look: look.link(row, row.title),
            sort="title", main=True,
        ),
        Column("state", _("상태"), _state, reads=("state",), alike=True, phone="end",
               text=lambda value: str(Article.State(value).label)),
        Column("space", _("공간"), reads=("space__name",), value="space__name", alike=True,
               phone="under"),
        Column("section", _("분류"), reads=("section__name",), value="section__name", alike=True),
        Column("owner", _("담당"), reads=("owner__name",), value="owner__name", alike=True),
        Column("tags", _("태그")),
        Column("review_on", _("검토할 날"), text=lambda value: value and ui.day(value),
               sort="review_on"),
        Column("view_count", _("조회"), sort="-view_count", align="r num"),
        Column("helpful_count", _("도움됨"), sort="-helpful_count", align="r num"),
        Column("unhelpful_count", _("아쉬움"), align="r num"),
        Column("edition", _("판"), align="r num"),
        Column("updated_at", _("고친 때"), lambda row, _look: ui.when(row.updated_at),
               sort="-updated_at"),
    )  # fmt: skip
    attributes = (
        Choice("state", _("상태"), options=options_of(Article.State)),
        Choice("space", _("공간"), "space_id", options=_spaces),
        Choice("section", _("분류"), "section_id", options=_sections),
        Choice("owner", _("담당"), "owner_id", options=people),
        Text("title", _("제목")),
        Text("tags", _("태그")),
        Date("review_on", _("검토할 날")),
        Number("view_count", _("조회")),
        Number("helpful_count", _("도움됨")),
        Number("unhelpful_count", _("아쉬움")),
        Search("search", _("검색")),
    )
    bulk = (
        set_field("owner", _("담당 바꾸기"), "user-round-check", "knowledge.bulk_article",
                  form=OwnerForm),
        set_field("review_on", _("검토할 날 정하기"), "calendar-clock", "knowledge.bulk_article",
                  form=ReviewForm),
    )  # fmt: skip
