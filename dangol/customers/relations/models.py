"""How customers belong together: people of companies, families under one roof."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


class Household(Record):
    """세대: people of one home; proposed by the system, confirmed by a person (F13)."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("제안")
        CONFIRMED = "confirmed", _("확인")

    name = models.CharField(_("세대 이름"), max_length=100)
    key = models.CharField(max_length=200, blank=True)
    status = models.CharField(_("상태"), max_length=9, choices=Status, default=Status.PROPOSED)
    # a proposal to add its people to a household that is confirmed already
    joins = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("세대")
        indexes = [models.Index(fields=["key"], name="household_key")]

    def __str__(self) -> str:
        return self.name


class HouseholdSplit(models.Model):
    """A person taken out of a household by hand; the nightly proposal leaves them alone there."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "key"], name="household_split_once")
        ]

    def __str__(self) -> str:
        return self.key


class Affiliation(Record):
    """A person's place in a company, from one day to another (이직 keeps the old one)."""

    class DecisionRole(models.TextChoices):
        DECIDER = "decider", _("결정권자")
        INFLUENCER = "influencer", _("영향자")
        USER = "user", _("실무")
        OPPONENT = "opponent", _("반대자")

    person = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="affiliations", verbose_name=_("사람")
    )
    company = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="people", verbose_name=_("회사")
    )
    title = models.CharField(_("직책"), max_length=50, blank=True)
    department = models.CharField(_("부서"), max_length=100, blank=True)
    decision_role = models.CharField(
        _("의사결정 역할"), max_length=10, choices=DecisionRole, blank=True
    )
    influence = models.PositiveSmallIntegerField(_("관계 강도"), default=0)
    starts_on = models.DateField(_("시작일"), null=True, blank=True)
    ends_on = models.DateField(_("종료일"), null=True, blank=True)
    is_main = models.BooleanField(_("대표 소속"), default=True)

    class Meta:
        verbose_name = _("소속")
        constraints = [
            models.CheckConstraint(
                name="affiliation_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("종료일은 시작일보다 빠를 수 없습니다."),
            ),
            models.CheckConstraint(name="affiliation_of_two", condition=~Q(person=F("company"))),
            models.CheckConstraint(
                name="influence_up_to_five",
                condition=Q(influence__lte=5),
                violation_error_message=_("관계 강도는 0에서 5까지입니다."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.company}"
