"""Reviews of talks, newest first."""

from typing import Any, ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.quality.models import QualityReview
from dangol.kit.conditions import Moment, Number, Person, YesNo
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.templatetags import ui
from dangol.workspace.queries import people, person_name


def hue_of(percent: Any) -> str:
    """The colour of a score."""
    return "green" if percent >= 85 else "amber" if percent >= 70 else "red"


def _agent(row: QualityReview, look: Look) -> SafeString:
    return look.link(row, person_name(row.agent_id))


def _score(row: QualityReview, look: Look) -> SafeString:
    return format_html('<span class="badge {}">{}</span>', hue_of(row.percent), row.percent)


class ReviewList(RecordList):
    """Every review the person may see."""

    key = "helpdesk.qualityreview"
    model = QualityReview
    url_name = "helpdesk:review_list"
    title = _("상담 품질")
    unit = _("%(n)s건")
    quick = ("agent", "is_example")
    default_columns = ("agent", "percent", "what", "reviewer", "at", "coaching", "seen_at")
    default_sort = "-at"
    empty_title = _("아직 평가가 없습니다.")
    empty_text = _("통화나 티켓에서 ‘평가’를 누르면 평가표가 열립니다.")
    first_steps = (FirstStep(_("통화 보기"), "helpdesk:call_list", "helpdesk.view_call"),)
    columns = (
        Column("agent", _("상담원"), _agent, main=True, reads=("agent_id",), value="agent__name"),
        Column("percent", _("점수"), _score, reads=("percent",), phone="end"),
        Column("what", _("무엇"), lambda row, _look: _("통화") if row.call_id else _("티켓"),
               reads=("call_id",), value="call_id"),
        Column("reviewer", _("평가한 사람"), lambda row, _look: person_name(row.reviewer_id),
               reads=("reviewer_id",), value="reviewer__name"),
        Column("at", _("평가일시"), lambda row, _look: ui.when(row.at), sort="-at",
               phone="under"),
        Column("coaching", _("코칭"), lambda row, look: look.mark(row.coaching[:80])),
        Column("is_example", _("모범 사례"), lambda row, _look: format_html(
            '<span class="badge green">{}</span>', _("모범")) if row.is_example else ""),
        Column("seen_at", _("확인한 때"), lambda row, _look: ui.when(row.seen_at)),
    )  # fmt: skip
    attributes: ClassVar[Any] = (
        Person("agent", _("상담원"), "agent_id", options=people),
        Person("reviewer", _("평가한 사람"), "reviewer_id", options=people),
        YesNo("is_example", _("모범 사례")),
        Number("percent", _("점수")),
        Moment("at", _("평가일시")),
    )
