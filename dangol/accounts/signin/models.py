"""What is kept about sign-ins: every try, right or wrong."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignIn(models.Model):
    """One try of a password or code: the record of sign-ins, and what the lockout counts."""

    class Outcome(models.TextChoices):
        WRONG = "wrong", _("틀림")
        OK = "ok", _("성공")
        LOCKED = "locked", _("잠겨서 막음")
        UNLOCKED = "unlocked", _("관리자가 잠금을 풂")

    class Step(models.TextChoices):
        PASSWORD = "password", _("비밀번호")
        CODE = "code", _("인증 번호")
        PASSKEY = "passkey", _("패스키")

    at = models.DateTimeField(_("일시"), auto_now_add=True)
    # the account's id, or a keyed hash: people type passwords into the wrong field
    login = models.CharField(_("아이디"), max_length=150)
    person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="sign_ins", verbose_name=_("직원")
    )
    step = models.CharField(_("방법"), max_length=8, choices=Step, default=Step.PASSWORD)
    address = models.CharField(_("접속 주소"), max_length=45, blank=True)
    agent = models.CharField(_("브라우저"), max_length=300, blank=True)
    outcome = models.CharField(_("결과"), max_length=8, choices=Outcome)

    class Meta:
        indexes = [
            models.Index(fields=["login", "step", "-id"], name="sign_in_login"),
            models.Index(fields=["address", "-id"], name="sign_in_address"),
            models.Index(fields=["-at"], name="sign_in_at"),
        ]

    def __str__(self) -> str:
        return f"{self.login} {self.outcome}"
