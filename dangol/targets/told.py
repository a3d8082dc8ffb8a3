"""What targets tell webhooks: commission plans and statements as they are written."""

from django.utils.translation import gettext_lazy as _

from dangol.api.registry import Told, webhook_events

for event, label in (
    ("plan.create", _("커미션 규칙 등록")), ("plan.change", _("커미션 규칙 수정")),
    ("statement.create", _("커미션 명세 작성")), ("statement.change", _("커미션 명세 수정·승인")),
):  # fmt: skip
    webhook_events.add(f"targets.{event}")(Told(label, f"targets.{event.partition('.')[0]}"))
