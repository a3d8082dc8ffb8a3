"""What hangs on a ticket: stays in steps, transfers, words, followers, links, who writes now."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.setup.models import Channel, Step, Team

USER = settings.AUTH_USER_MODEL


class TicketStep(models.Model):
    """One stay of a ticket in a step; `ended_at` is written when it leaves, nothing else ever."""

    ticket = models.ForeignKey(
        "helpdesk.Ticket", models.CASCADE, related_name="stays", db_index=False
    )
    step = models.ForeignKey(Step, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    agent = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    actor = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(_("일시"))
    ended_at = models.DateTimeField(null=True)
    is_reopening = models.BooleanField(_("재접수"), default=False)
    reason = models.CharField(_("사유"), max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "at", "id"], name="ticket_stay"),
            models.Index(fields=["at", "step"], name="ticket_stay_at"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.step_id} {self.at:%Y-%m-%d %H:%M}"


class TicketTransfer(models.Model):
    """이관 (F90): a ticket went from one team or agent to another; the clock runs on."""

    ticket = models.ForeignKey(
        "helpdesk.Ticket", models.CASCADE, related_name="transfers", db_index=False
    )
    from_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    to_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    from_agent = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    to_agent = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("사유"), max_length=300)
    is_return = models.BooleanField(_("되돌아옴"), default=False)
    at = models.DateTimeField(_("일시"))

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "at"], name="ticket_transfer"),
            models.Index(fields=["at", "to_team"], name="ticket_transfer_at"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.reason}"


class TicketMessage(models.Model):
    """One thing said: by the customer, to the customer, or among ourselves (`note`).

    A reply waits ten seconds before it leaves, so that it can be taken back; `before` is what the
    ticket was until then. `mail` is the mail it came by or left as.
    """

    class Kind(models.TextChoices):
        IN = "in", _("고객이 씀")
        OUT = "out", _("답장")
        NOTE = "note", _("내부 메모")
        AUTO = "auto", _("자동 발송")
        MACHINE = "machine", _("자동 회신")

    ticket = models.ForeignKey(
        "helpdesk.Ticket", models.CASCADE, related_name="messages", db_index=False
    )
    kind = models.CharField(max_length=7, choices=Kind)
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=200, blank=True)
    to = models.JSONField(default=list, blank=True)
    text = models.TextField()
    channel = models.CharField(max_length=5, choices=Channel, blank=True)
    mail = models.OneToOneField(
        "messaging.Mail", models.SET_NULL, null=True, related_name="ticket_message"
    )
    dispatch = models.ForeignKey(
        "messaging.Dispatch", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    source = models.CharField(max_length=100, null=True, unique=True)
    leaves_at = models.DateTimeField(null=True)
    before = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(_("일시"))
    search = models.TextField(default="", blank=True, editable=False)

    class Meta:
        verbose_name = _("티켓 대화")
        indexes = [
            models.Index(fields=["ticket", "at", "id"], name="ticket_message"),
            models.Index(fields=["kind", "at", "author"], name="ticket_message_at"),
        ]

    def __str__(self) -> str:
        return self.text[:50]


class TicketFile(models.Model):
    """A file the customer handed in with what they wrote; without a message it came with the words
    the ticket began with. The file itself is kept with the customer.
    """

    ticket = models.ForeignKey("helpdesk.Ticket", models.CASCADE, related_name="files")
    message = models.ForeignKey(TicketMessage, models.CASCADE, null=True, related_name="files")
    file = models.OneToOneField("customers.CustomerFile", models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.file_id}"


class TicketFollower(models.Model):
    """A colleague who hears what happens to a ticket."""

    ticket = models.ForeignKey(
        "helpdesk.Ticket", models.CASCADE, related_name="followers", db_index=False
    )
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "user"], name="ticket_follower_once")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.user_id}"


class TicketLink(models.Model):
    """Two tickets that have to do with each other; the smaller number comes first."""

    first = models.ForeignKey("helpdesk.Ticket", models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey("helpdesk.Ticket", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="ticket_link_once"),
            models.CheckConstraint(
                name="ticket_link_order", condition=Q(first__lt=models.F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.second_id}"


class TicketPresence(models.Model):
    """Who has a ticket open just now, and writes; old rows mean nothing."""

    ticket = models.ForeignKey("helpdesk.Ticket", models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "user"], name="ticket_presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.user_id}"
