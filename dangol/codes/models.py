"""코드관리: the choices an office defines for itself, and its own fields."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.codes.calendar.models import SpecialDay

__all__ = ["Code", "CustomField", "NumberPattern", "Preference", "SpecialDay", "code_field"]


class Code(models.Model):
    """One choice of a code group, such as the customer grade VIP."""

    class Color(models.TextChoices):
        SLATE = "slate", _("회색")
        BLUE = "blue", _("파랑")
        VIOLET = "violet", _("보라")
        GREEN = "green", _("초록")
        TEAL = "teal", _("청록")
        AMBER = "amber", _("노랑")
        ORANGE = "orange", _("주황")
        RED = "red", _("빨강")

    group = models.CharField(_("코드 그룹"), max_length=50)
    key = models.CharField(_("코드"), max_length=50)
    label = models.CharField(_("이름"), max_length=100)
    color = models.CharField(_("색"), max_length=10, choices=Color, default=Color.SLATE)
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("코드")
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="code_key_once")]

    def __str__(self) -> str:
        return self.label


def code_field(group: str, verbose_name: Any, **options: Any) -> "models.ForeignKey[Any, Any]":
    """Make an optional column that holds a code of the group; a code in use cannot be deleted."""
    return models.ForeignKey(
        Code,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"group": group},
        verbose_name=verbose_name,
        **options,
    )


class CustomField(models.Model):
    """A field an office adds to a kind of record; its values live in the record's `custom` JSON."""

    class Kind(models.TextChoices):
        TEXT = "text", _("짧은 글")
        LONG_TEXT = "long_text", _("긴 글")
        NUMBER = "number", _("숫자")
        WON = "won", _("금액(원)")
        DATE = "date", _("날짜")
        CHOICE = "choice", _("하나 고르기")
        CHOICES = "choices", _("여러 개 고르기")
        PERSON = "person", _("직원")
        YES_NO = "yes_no", _("예/아니요")
        LINK = "link", _("링크")

    record = models.CharField(_("기록 종류"), max_length=100)
    key = models.CharField(_("키"), max_length=50)
    label = models.CharField(_("이름"), max_length=100)
    kind = models.CharField(_("종류"), max_length=10, choices=Kind)
    choices = models.JSONField(_("선택지"), default=list, blank=True)
    is_required = models.BooleanField(_("필수"), default=False)
    help = models.CharField(_("도움말"), max_length=200, blank=True)
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("추가 항목")
        constraints = [
            models.UniqueConstraint(fields=["record", "key"], name="custom_field_key_once")
        ]

    def __str__(self) -> str:
        return self.label


class NumberPattern(models.Model):
    """How numbers of one kind of record look, and the count that comes next."""

    record = models.CharField(_("기록 종류"), max_length=100, unique=True)
    pattern = models.CharField(_("번호 형식"), max_length=60)
    period = models.CharField(_("기간"), max_length=10, blank=True, editable=False)
    next_seq = models.PositiveBigIntegerField(_("다음 순번"), default=1, editable=False)

    class Meta:
        verbose_name = _("번호 형식")

    def __str__(self) -> str:
        return self.pattern


class Preference(models.Model):
    """What an administrator set for one app; the app's dataclass says what it means."""

    name = models.CharField(_("설정"), max_length=50, unique=True)
    values = models.JSONField(_("값"), default=dict)

    class Meta:
        verbose_name = _("설정")

    def __str__(self) -> str:
        return self.name
