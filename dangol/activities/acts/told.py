"""What activities tell webhooks; created, changed and removed ones are told as of any record."""

from django.utils.translation import gettext_lazy as _

from dangol.api.registry import Told, webhook_events

for name, label in (
    ("activity_recorded", _("활동 기록(고객)")),
    ("activity_planned", _("할 일 생김(고객)")),
    ("activity_cancelled", _("할 일 취소(고객)")),
):
    webhook_events.add(f"activities.{name}")(Told(label, "customers.customer"))
