"""약속 시간: how soon which tickets are answered and solved."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.helpdesk.setup.models import Channel, Priority, RequestType, Space
from dangol.kit.models import Record

LONGEST = 60 * 24 * 365


def _minutes(label: object) -> "models.PositiveIntegerField[int | None, int | None]":
    return models.PositiveIntegerField(
        label,  # type: ignore[arg-type]
        null=True,
        blank=True,
        validators=[
            MinValueValidator(
                1, _("0분은 지킬 수 없습니다. 1분 이상 적거나, 약속이 없으면 비워 주세요.")
            ),
            MaxValueValidator(LONGEST, _("1년을 넘을 수 없습니다.")),
        ],
    )


class Policy(Record):
    """What is promised; the first policy in order whose conditions fit a ticket counts.

    Minutes are working time, or minutes of the clock with `is_round_the_clock`; empty promises
    nothing. `warn_minutes` before a deadline the agent is warned.
    """

    name = models.CharField(_("약속"), max_length=100, unique=True)
    space = models.CharField(_("공간"), max_length=8, choices=Space, blank=True)
    channel = models.CharField(_("채널"), max_length=5, choices=Channel, blank=True)
    request_type = models.ForeignKey(
        RequestType,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("요청유형"),
    )
    grade = code_field("customer_grade", _("고객 등급"))
    priority = models.PositiveSmallIntegerField(
        _("우선순위가 이 이상"), choices=Priority, null=True, blank=True
    )
    first_minutes = _minutes(_("첫 답장(분)"))
    next_minutes = _minutes(_("다음 답장(분)"))
    solve_minutes = _minutes(_("해결(분)"))
    warn_minutes = models.PositiveIntegerField(
        _("미리 알림(분)"), default=30, help_text=_("기한이 이만큼 남으면 담당자에게 알립니다.")
    )
    is_round_the_clock = models.BooleanField(
        _("24시간 셈"), default=False, help_text=_("끄면 업무 시간만 셉니다.")
    )
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("약속 시간")

    def __str__(self) -> str:
        return self.name
