"""The customer portal: who asked to come in, by which link they did, and what they looked at."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.customers.models import Customer


class LinkAsk(models.Model):
    """Somebody typed an address and asked for a link; `email` is blanked once it was answered.

    A row is written whether the address is known or not, so that asks can be counted.
    """

    email = models.CharField(max_length=254, blank=True)
    digest = models.CharField(max_length=64)
    address = models.CharField(max_length=45, blank=True)
    language = models.CharField(max_length=2, default="ko")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["digest", "at"], name="portal_ask_digest"),
            models.Index(fields=["address", "at"], name="portal_ask_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Link(models.Model):
    """One link in one mail: it opens the portal for one customer, once, within 15 minutes."""

    ask = models.ForeignKey(LinkAsk, models.CASCADE, related_name="links")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "customer"], name="portal_link_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.ends_at:%Y-%m-%d %H:%M}"


class Session(models.Model):
    """One stay of a customer in the portal; the cookie holds the key, the row only its digest."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="portal_sessions", db_index=False
    )
    digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, default="ko")
    address = models.CharField(max_length=45, blank=True)
    began_at = models.DateTimeField(_("들어온 때"))
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "-began_at"], name="portal_session_customer")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.began_at:%Y-%m-%d %H:%M}"


class Visit(models.Model):
    """One page a customer looked at, or one thing they did there (접속기록)."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="visits", db_index=False)
    page = models.CharField(max_length=30)
    method = models.CharField(max_length=4, default="GET")
    record = models.BigIntegerField(null=True)
    address = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["session", "at"], name="portal_visit_session")]

    def __str__(self) -> str:
        return f"{self.page} {self.record or ''}"
