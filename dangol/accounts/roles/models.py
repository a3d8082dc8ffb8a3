"""What is kept about rights: who gave or took them, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import permissions


class AccessChange(models.Model):
    """One grant, change or withdrawal of rights; never altered, never deleted (PI-16: 3 years).

    Names are copied, because roles may be deleted.
    """

    class What(models.TextChoices):
        PERSON_ADDED = "person_added", _("계정 등록")
        PERSON_LEFT = "person_left", _("계정 중지")
        PERSON_BACK = "person_back", _("계정 다시 사용")
        UNLOCKED = "unlocked", _("잠금 풀기")
        PASSWORD_SET = "password_set", _("비밀번호 다시 발급")
        SECOND_STEP_DROPPED = "second_dropped", _("2단계 인증 지우기")
        DEPARTMENT = "department", _("부서 변경")
        ROLE_GIVEN = "role_given", _("역할 주기")
        ROLE_TAKEN = "role_taken", _("역할 거두기")
        ROLE_ADDED = "role_added", _("역할 만들기")
        ROLE_REMOVED = "role_removed", _("역할 지우기")
        GRANT = "grant", _("권한 변경")
        TOKEN_MADE = "token_made", _("토큰 발급")
        TOKEN_REVOKED = "token_revoked", _("토큰 폐기")
        HANDED_OVER = "handed_over", _("업무 넘기기")

    at = models.DateTimeField(_("일시"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("처리한 사람")
    )
    person = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="access_changes",
        verbose_name=_("대상"),
    )
    role_name = models.CharField(_("역할"), max_length=100, blank=True)
    what = models.CharField(_("한 일"), max_length=15, choices=What)
    permission = models.CharField(_("권한"), max_length=100, blank=True)
    before = models.CharField(_("이전"), max_length=200, blank=True)
    after = models.CharField(_("이후"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"

    @property
    def permission_label(self) -> str:
        """고객 보기; the bare name of a permission no app declares any more."""
        if self.permission not in permissions:
            return self.permission
        declared = permissions[self.permission]
        return f"{declared.group} {declared.label}"
