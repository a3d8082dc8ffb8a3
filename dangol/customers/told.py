"""Facts about customers that webhooks can tell."""

from django.utils.translation import gettext_lazy as _

from dangol.api.registry import Told, webhook_events

RECORD = "customers.customer"

for name, label in [
    ("stage_moved", _("고객 단계 이동")),
    ("grade_changed", _("고객 등급 변경")),
    ("recency_moved", _("고객 최근성 변경")),
    ("owner_changed", _("고객 담당 변경")),
    ("consent_recorded", _("동의 기록")),
    ("affiliation_started", _("소속 시작")),
    ("affiliation_ended", _("소속 끝")),
    ("household_joined", _("세대 합류")),
    ("household_left", _("세대 이탈")),
]:
    webhook_events.add(f"customers.{name}")(Told(label, RECORD))
