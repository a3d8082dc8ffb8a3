"""What a call centre begins with (F101): telesales, happy calls, taking in accidents, repairs."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.outbound.models import DialList
from dangol.helpdesk.setup.models import Priority


class Preset(NamedTuple):
    """One kind of work: its script, and the list, queue and request type that go with it.

    `solve_minutes` is what is promised for requests of this type.
    """

    label: Any
    note: Any
    icon: str
    script: Any
    kind: str = ""
    queue: Any = ""
    request: Any = ""
    priority: int = Priority.NORMAL
    solve_minutes: int = 0


PRESETS: dict[str, Preset] = {
    "telesales": Preset(
        _("텔레세일즈"),
        _("권유 전화: 두낫콜 대조, 세 번까지, 10–18시, 관심 있으면 영업에 넘김"),
        "megaphone",
        _(
            "# 인사\n안녕하세요, #{고객명}님.\n? 잠시 통화하실 수 있으세요?\n- 네 -> 소개\n"
            "- 나중에 -> 마침\n- 아니요 -> 마침\n\n# 소개\n이번 달 새로 나온 상품을 말씀드립니다.\n"
            "? 관심이 있으신가요?\n- 있음 -> 방문\n- 자료만 -> 마침\n- 없음 -> 마침\n\n"
            "# 방문\n? 담당이 찾아뵙기 좋은 요일과 시간을 여쭙습니다.\n\n# 마침\n"
            "말씀 고맙습니다. 좋은 하루 보내세요."
        ),
        DialList.Kind.AD,
    ),
    "happy_call": Preset(
        _("해피콜"),
        _("수리나 배송이 끝난 고객에게: 만족과 남은 불편을 묻고 답을 남김"),
        "smile",
        _(
            "# 인사\n안녕하세요, #{고객명}님. 지난번 일은 잘 마무리되었는지 여쭙습니다.\n"
            "? 만족스러우셨나요?\n- 만족 -> 마침\n- 보통 -> 불편\n- 불만 -> 불편\n\n"
            "# 불편\n불편을 드려 죄송합니다.\n? 어떤 점이 불편하셨나요?\n\n# 마침\n"
            "시간 내 주셔서 고맙습니다."
        ),
        DialList.Kind.INFO,
    ),
    "accident": Preset(
        _("사고접수"),
        _("받는 전화: 언제 어디서 무엇이, 다친 사람은, 우선순위 긴급"),
        "shield-alert",
        _(
            "# 안전\n? 다치신 분이 있나요?\n- 없음 -> 내용\n- 있음 -> 구급\n\n# 구급\n"
            "119에 먼저 연락하시도록 안내합니다.\n\n# 내용\n? 언제 어디서 무슨 일이 있었나요?\n\n"
            "# 연락\n? 확인 뒤 연락드릴 번호를 여쭙습니다."
        ),
        queue=_("사고접수"),
        request=_("사고접수"),
        priority=Priority.URGENT,
        solve_minutes=240,
    ),
    "repair": Preset(
        _("A/S 접수"),
        _("받는 전화: 제품과 증상, 방문할 날, 이틀 안에 처리"),
        "package",
        _(
            "# 제품\n? 어떤 제품인가요?\n\n# 증상\n? 어떤 증상인가요?\n- 켜지지 않음 -> 방문\n"
            "- 새거나 샘 -> 방문\n- 소리·떨림 -> 방문\n- 사용법 -> 마침\n\n# 방문\n"
            "? 방문하기 좋은 날과 시간을 여쭙습니다.\n\n# 마침\n접수 번호를 문자로 보내 드립니다."
        ),
        queue="A/S",
        request=_("A/S 접수"),
        priority=Priority.HIGH,
        solve_minutes=960,
    ),
}
