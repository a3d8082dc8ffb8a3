"""Telephone systems (교환기) that tell us what happens, and that we ask to call (F85)."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


def make_token() -> str:
    return secrets.token_urlsafe(18)


def make_secret() -> str:
    return secrets.token_hex(32)


class PhoneSystem(Record):
    """One telephone system: the address it reports to, the key both sign with, where it dials."""

    class Dialect(models.TextChoices):
        GENERIC = "generic", _("단골 형식 (일반 교환기)")
        ASTERISK = "asterisk", _("Asterisk (AMI·ARI 사건 그대로)")

    name = models.CharField(_("이름"), max_length=100, unique=True)
    dialect = models.CharField(
        _("사건 형식"), max_length=8, choices=Dialect, default=Dialect.GENERIC
    )
    dial_url = models.URLField(
        _("전화 걸기를 알릴 주소"), max_length=500, blank=True,
        help_text=_("비우면 번호를 눌러 거는 기능을 쓰지 않습니다."),
    )  # fmt: skip
    ami_host = models.CharField(_("관리자(AMI) 주소"), max_length=200, blank=True)
    ami_port = models.PositiveIntegerField(_("관리자 포트"), default=5038)
    ami_is_secure = models.BooleanField(_("TLS로 잇기"), default=False)
    ami_username = models.CharField(_("관리자 아이디"), max_length=100, blank=True)
    ami_secret = models.TextField(default="", blank=True, editable=False)
    ami_channel = models.CharField(_("전화기의 종류"), max_length=50, default="PJSIP")
    ami_context = models.CharField(_("걸 때의 컨텍스트"), max_length=80, default="from-internal")
    held_by = models.CharField(max_length=100, default="", blank=True, editable=False)
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    trouble = models.CharField(max_length=200, default="", blank=True, editable=False)
    token = models.CharField(max_length=40, unique=True, default=make_token, editable=False)
    secret = models.CharField(_("서명 키"), max_length=64, default=make_secret, editable=False)
    heard_at = models.DateTimeField(_("마지막 소식"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("교환기")

    def __str__(self) -> str:
        return self.name
