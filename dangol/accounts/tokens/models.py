"""Keys for programs."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A key for programs: acts for a person, within a role, until a day. Only its hash is kept."""

    name = models.CharField(_("이름"), max_length=100)
    prefix = models.CharField(_("앞자리"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    person = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="tokens", verbose_name=_("대신할 직원")
    )
    role = models.ForeignKey(
        "accounts.Role", models.PROTECT, related_name="tokens", verbose_name=_("역할")
    )
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("발급일시"), auto_now_add=True)
    expires_at = models.DateTimeField(_("만료"))
    last_used_at = models.DateTimeField(_("마지막 사용"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("폐기"), null=True, editable=False)

    class Meta:
        verbose_name = _("API 토큰")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()
