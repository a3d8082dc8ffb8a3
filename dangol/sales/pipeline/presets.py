"""The pipeline an office starts with: the Korean stages of F38, from first mark to contract."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.sales.pipeline.models import Stage

Text = str | Promise
Outcome = Stage.Outcome


class StagePreset(NamedTuple):
    """One stage as it is first written down."""

    name: Text
    outcome: str
    percent: int
    stuck_days: int
    color: str
    buyer_action: Text = ""
    seller_action: Text = ""
    exit_criteria: Text = ""


NAME = _("기본 영업")
STAGES = [
    StagePreset(
        _("가망고객 발견"), Outcome.OPEN, 5, 30, "slate",
        _("아직 필요를 느끼지 못함"), _("관심사와 담당자 알아보기"), _("담당자와 한 번 이야기함"),
    ),
    StagePreset(
        _("문의·데모 자료 요청"), Outcome.OPEN, 15, 14, "blue",
        _("자료를 찾고 문의함"), _("자료를 보내고 데모 약속 잡기"), _("데모나 방문을 마침"),
    ),
    StagePreset(
        _("니즈·구매력 확인"), Outcome.OPEN, 35, 14, "violet",
        _("예산과 결재선을 정함"), _("예산·시기·결정자 확인하기"), _("예산과 결정자를 앎"),
    ),
    StagePreset(
        _("제안서 제출 완료"), Outcome.OPEN, 60, 14, "amber",
        _("여러 곳의 제안을 견줌"), _("견적과 제안을 설명하고 답 듣기"), _("조건에 말로 합의함"),
    ),
    StagePreset(
        _("계약 단계"), Outcome.OPEN, 85, 10, "green",
        _("내부 결재를 올림"), _("계약서를 마무리하고 일정 정하기"), _("계약서에 도장을 받음"),
    ),
    StagePreset(_("계약 성공 종료"), Outcome.WON, 100, 0, "green"),
    StagePreset(_("중도 포기"), Outcome.LOST, 0, 0, "red"),
]  # fmt: skip
