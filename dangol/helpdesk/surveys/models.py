"""만족도: what customers said of how they were served."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.setup.models import Channel


class Survey(models.Model):
    """One question to one customer, and the answer: about a ticket (anew after a reopening), or
    about a talk of an app above, which `source` names and `title` and `url` show.

    Agent, team, product and request type are those when it was asked: the score is theirs.
    """

    class Score(models.IntegerChoices):
        VERY_GOOD = 5, _("매우 만족")
        GOOD = 4, _("만족")
        FAIR = 3, _("보통")
        POOR = 2, _("불만족")
        VERY_POOR = 1, _("매우 불만족")

    ticket = models.ForeignKey(
        "helpdesk.Ticket", models.CASCADE, null=True, related_name="surveys", db_index=False
    )
    source = models.CharField(max_length=100, null=True, unique=True)
    title = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=200, blank=True)
    channel = models.CharField(_("채널"), max_length=5, choices=Channel, default=Channel.EMAIL)
    turn = models.PositiveIntegerField(default=0)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, null=True, related_name="+", db_index=False
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "helpdesk.Team", models.PROTECT, null=True, related_name="+", db_index=False
    )
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, null=True, related_name="+", db_index=False
    )
    request_type = models.ForeignKey(
        "helpdesk.RequestType", models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(_("물은 때"))
    answered_at = models.DateTimeField(_("답한 때"), null=True)
    score = models.PositiveSmallIntegerField(_("만족도"), choices=Score, null=True)
    nps = models.PositiveSmallIntegerField(
        _("추천"), null=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    comment = models.TextField(_("하고 싶은 말"), blank=True, max_length=2_000)

    class Meta:
        verbose_name = _("만족도")
        constraints = [
            models.UniqueConstraint(fields=["ticket", "turn"], name="survey_once"),
            models.CheckConstraint(
                name="survey_about_one", condition=Q(ticket=None) ^ Q(source=None)
            ),
            models.CheckConstraint(
                name="survey_answered", condition=Q(score=None) | ~Q(answered_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["-asked_at", "-id", "agent"], name="survey_newest"),
            models.Index(fields=["answered_at", "agent", "score"], name="survey_answered"),
            models.Index(fields=["customer", "-asked_at"], name="survey_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id or self.source}: {self.score}"
