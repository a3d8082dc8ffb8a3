"""Rules an office can begin with; offered where everything they do is installed."""

from django.utils.translation import gettext_lazy as _

from dangol.automation.registry import Preset, presets
from dangol.automation.triggers import AFTER, BEFORE, DATE

BIRTHDAY = {
    "field": "birth_on", "days": 7, "side": BEFORE, "yearly": True, "calendar": "solar", "hour": 9,
}  # fmt: skip
QUIET = {
    "field": "last_contact_at", "days": 90, "side": AFTER, "yearly": False, "calendar": "solar",
    "hour": 9,
}  # fmt: skip


def _tell(text: object) -> tuple[str, dict[str, object]]:
    return ("notify", {"to": "owner", "person": None, "text": text})


presets.add("birthday")(
    Preset(
        _("생일 7일 전 알림"),
        _("양력·음력·윤달 생일을 알아서 셉니다. 담당에게 알립니다."),
        "cake",
        DATE,
        BIRTHDAY,
        [_tell(_("7일 뒤 생일입니다. 축하할 준비를 해 주세요."))],
    )
)
presets.add("birthday_send")(
    Preset(
        _("생일 축하 보내기"),
        _("생일 아침에 축하 메시지를 보냅니다."),
        "gift",
        DATE,
        BIRTHDAY | {"days": 0},
        [("send", {})],
    )
)
presets.add("welcome")(
    Preset(
        _("신규 고객 환영"),
        _("고객이 되면 한 번 환영하고 ‘신규’ 태그를 붙입니다."),
        "handshake",
        "stage_moved",
        {"before": "", "after": "customer"},
        [("tag", {"tags": _("신규")}), _tell(_("새 고객입니다. 첫 인사를 전해 주세요."))],
        once=True,
    )
)
presets.add("quiet")(
    Preset(
        _("장기 미접촉"),
        _("마지막 접촉 뒤 90일이 되는 날 담당에게 알립니다."),
        "clock",
        DATE,
        QUIET,
        [_tell(_("90일 동안 접촉이 없었습니다. 안부를 물어 주세요."))],
        condition={"all": [{"field": "stage", "op": "is", "value": ["customer"]}]},
    )
)
