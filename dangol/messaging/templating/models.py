"""Templates, each of their versions, and the approval of 알림톡 texts."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record
from dangol.messaging.outbox.models import Kind
from dangol.messaging.senders.models import Medium


class Templates(ScopedQuerySet):
    """Narrowed by owner; shared ones everybody with the right to see templates may use."""

    def visible_to(self, user: Any, verb: str = "view") -> "ScopedQuerySet":
        """Own ones and, to look at, those that are shared."""
        own = super().visible_to(user, verb)
        if verb != "view" or not user.has_perm("messaging.view_template"):
            return own
        return own | self.filter(is_shared=True)


class Template(Record):
    """Words for many messages of one medium; what was sent keeps its version."""

    name = models.CharField(_("이름"), max_length=100)
    medium = models.CharField(_("매체"), max_length=5, choices=Medium)
    kind = models.CharField(_("성격"), max_length=11, choices=Kind, default=Kind.INFO)
    folder = models.CharField(_("폴더"), max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("담당")
    )
    is_shared = models.BooleanField(_("함께 쓰기"), default=True)
    is_active = models.BooleanField(_("사용"), default=True)
    current = models.ForeignKey(
        "messaging.TemplateVersion",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("지금 판"),
    )

    objects = Templates.as_manager()

    class Meta:
        verbose_name = _("템플릿")
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="template_newest"),
            models.Index(fields=["name", "-id"], name="template_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("messaging:template_detail", args=[self.pk])


class TemplateVersion(models.Model):
    """The words of a template as they were saved once; never changed, so what was sent stays."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(_("판"))
    subject = models.CharField(_("제목"), max_length=200, blank=True)
    body = models.TextField(_("내용"), blank=True)
    blocks = models.JSONField(default=list, blank=True)
    plain = models.TextField(_("글만 있는 판"), blank=True)
    buttons = models.JSONField(default=list, blank=True)
    fallback = models.TextField(_("대체 문자"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(_("만든 시각"), auto_now_add=True)

    class Meta:
        verbose_name = _("템플릿의 판")
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Alimtalk(Record):
    """The approval of one 알림톡 template by KakaoTalk; only the approved version may be sent."""

    class State(models.TextChoices):
        DRAFT = "draft", _("초안")
        REVIEWING = "reviewing", _("검수 중")
        APPROVED = "approved", _("승인")
        REJECTED = "rejected", _("반려")

    template = models.OneToOneField(Template, models.CASCADE, related_name="alimtalk")
    code = models.CharField(_("템플릿 코드"), max_length=60, blank=True)
    state = models.CharField(_("검수 상태"), max_length=9, choices=State, default=State.DRAFT)
    reason = models.CharField(_("반려 사유"), max_length=500, blank=True)
    approved = models.ForeignKey(
        TemplateVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("승인된 판"),
    )
    checked_at = models.DateTimeField(_("확인한 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("알림톡 검수")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="alimtalk_code_once",
                violation_error_message=_("이 템플릿 코드를 쓰는 템플릿이 이미 있습니다."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_state_display()}"
