from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

BLOCK = 1024


class Change(models.Model):
    """One write: who changed which fields of which record from what to what.

    A bulk write is one row without `record_id`; its records are in its blocks. `digest` is that of
    the first values, so that a seal holds when a destroyed person's values are blanked.
    """

    class Verb(models.TextChoices):
        CREATE = "create", _("등록")
        CHANGE = "change", _("수정")
        REMOVE = "remove", _("삭제")

    at = models.DateTimeField(_("일시"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    address = models.CharField(_("접속지"), max_length=45, blank=True)
    model = models.CharField(_("기록 종류"), max_length=60)
    record_id = models.BigIntegerField(_("기록"), null=True)
    count = models.PositiveIntegerField(_("건수"), default=1)
    verb = models.CharField(_("내용"), max_length=20, choices=Verb)
    values = models.JSONField(_("바뀐 값"), default=dict)
    digest = models.CharField(max_length=64, editable=False)
    is_blanked = models.BooleanField(_("값 지움"), default=False)

    class Meta:
        indexes = [
            models.Index(fields=["model", "record_id", "-id"], name="change_of_record"),
            models.Index(fields=["model", "-id"], name="change_of_model"),
            models.Index(fields=["actor", "-id"], name="change_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.record_id or self.count} {self.verb}"


class ChangeBlock(models.Model):
    """Which of 1,024 neighbouring records a bulk change wrote: a bit each, four to a hex digit."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="blocks")
    model = models.CharField(max_length=60)
    block = models.BigIntegerField()
    bits = models.CharField(max_length=BLOCK // 4)

    class Meta:
        indexes = [models.Index(fields=["model", "block"], name="change_block")]

    def __str__(self) -> str:
        return f"{self.model} {self.block * BLOCK}–{(self.block + 1) * BLOCK - 1}"


class Access(models.Model):
    """One sight of personal data (접속기록, 안전성 확보조치 기준 §8).

    Written once and never again (append_only.py). Ids have no gaps, and each row holds the hash of
    the row before it (chain.py).
    """

    class Act(models.TextChoices):
        VIEW = "view", _("조회")
        LIST = "list", _("목록")
        SEARCH = "search", _("검색")
        REVEAL = "reveal", _("가린 정보 보기")
        EXPORT = "export", _("내려받기")
        PRINT = "print", _("출력")
        API = "api", _("API")

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("일시"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    actor_name = models.CharField(_("이름"), max_length=150)
    address = models.CharField(_("접속지"), max_length=45)
    act = models.CharField(_("내용"), max_length=10, choices=Act)
    model = models.CharField(_("기록 종류"), max_length=60)
    record_ids = models.JSONField(_("정보주체"), default=list)
    count = models.PositiveIntegerField(_("건수"))
    reason = models.CharField(_("사유"), max_length=300, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["actor", "-id"], name="access_by_actor"),
            models.Index(fields=["act", "-id"], name="access_by_act"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_act_display()} {self.count}"


class Head(models.Model):
    """The last link of the chain of accesses; its row is the lock of whoever adds the next."""

    last_id = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.last_id} {self.last_hash[:8]}"


class Checkpoint(models.Model):
    """Accesses up to `last_id` were pruned after their term; the chain goes on from this hash."""

    at = models.DateTimeField(_("일시"))
    last_id = models.BigIntegerField()
    last_hash = models.CharField(max_length=64)
    rows = models.BigIntegerField(_("지운 건수"))
    signature = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"…{self.last_id}"


class Seal(models.Model):
    """A chained digest of the changes up to `last_id`; blanked values keep their own digest."""

    at = models.DateTimeField(auto_now_add=True)
    last_id = models.BigIntegerField(unique=True)
    rows = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"…{self.last_id}"


class Review(models.Model):
    """A month's accesses, looked through and signed off (안전성 확보조치 기준 §8②)."""

    month = models.DateField(_("점검한 달"), unique=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.TextField(_("점검 의견"))
    at = models.DateTimeField(_("점검일시"), auto_now_add=True)
    last_id = models.BigIntegerField()
    last_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
