"""How each person likes the calendar, and the address under which other programs read it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CalendarPreference(models.Model):
    """First day of the week and the view one begins with."""

    class FirstDay(models.TextChoices):
        SUNDAY = "sunday", _("일요일")
        MONDAY = "monday", _("월요일")

    class View(models.TextChoices):
        DAY = "day", pgettext_lazy("calendar", "일")
        WEEK = "week", pgettext_lazy("calendar", "주")
        MONTH = "month", pgettext_lazy("calendar", "월")
        AGENDA = "agenda", pgettext_lazy("calendar", "목록")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    first_day = models.CharField(
        _("한 주의 첫날"), max_length=6, choices=FirstDay, default=FirstDay.SUNDAY
    )
    view = models.CharField(_("처음 보기"), max_length=6, choices=View, default=View.WEEK)
    has_lunar = models.BooleanField(_("음력 보이기"), default=True)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.view}"


class CalendarFeed(models.Model):
    """A private address for calendar programs (RFC 5545); only its hash is kept."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    has_team = models.BooleanField(_("팀 일정도"), default=False)
    is_busy_only = models.BooleanField(_("바쁨만 알리기"), default=False)
    made_at = models.DateTimeField(_("만든 때"))
    read_at = models.DateTimeField(_("마지막으로 읽은 때"), null=True, blank=True)

    class Meta:
        verbose_name = _("달력 구독 주소")

    def __str__(self) -> str:
        return f"{self.person_id}"


class CalendarUpload(models.Model):
    """The .ics file a person looks through before it becomes to-dos; the next one replaces it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("파일명"), max_length=255)
    drafts = models.JSONField(default=list)
    made_at = models.DateTimeField(_("올린 때"))

    def __str__(self) -> str:
        return self.name


class ImportedEvent(models.Model):
    """An event that came from a file, by its UID: brought in again it is found, not doubled."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    uid = models.CharField(max_length=40)
    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "uid"], name="imported_event_once")
        ]

    def __str__(self) -> str:
        return self.uid
