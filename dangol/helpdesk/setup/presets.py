"""What a desk starts with: the five steps, a team, types of requests, promises, canned words."""

from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.setup.models import Priority, Step

Kind = Step.Kind
# name, kind, whether the clock stops, color
STEPS = (
    (_("접수"), Kind.START, False, "blue"),
    (_("배정"), Kind.ASSIGNED, False, "violet"),
    (_("처리중"), Kind.WORK, False, "amber"),
    (_("고객확인"), Kind.CONFIRM, True, "teal"),
    (_("완료"), Kind.DONE, False, "green"),
    (_("보류"), Kind.HOLD, True, "slate"),
)
TEAM = _("고객지원")
# 상담유형 (F88): first level to its second
TOPICS = (
    (_("단순문의"), (_("영업시간·위치"), _("주문·배송 조회"), _("증빙 서류"))),
    (_("제품 문의"), (_("사용법"), _("사양·호환"), _("가격·재고"))),
    (_("A/S"), (_("고장"), _("부품"), _("정기 점검"))),
    (_("불만"), (_("품질"), _("배송"), _("응대"))),
)
# 요청유형 (F89): name, priority, whether it is a complaint
REQUESTS = (
    (_("사용 방법 문의"), Priority.NORMAL, False),
    (_("상품 교환"), Priority.NORMAL, False),
    (_("결함"), Priority.HIGH, False),
    (_("서비스 품질 향상 요청"), Priority.NORMAL, True),
)
# name, priority from, first, next and solution in minutes
POLICIES = (
    (_("긴급"), Priority.URGENT, 30, 60, 240),
    (_("보통"), None, 120, 240, 960),
)
MACROS = (
    (
        _("접수 인사"),
        _(
            "#{호칭}, 문의 주셔서 감사합니다.\n내용을 확인하고 있습니다. "
            "확인되는 대로 다시 연락드리겠습니다."
        ),
        Kind.WORK,
    ),
    (
        _("해결 확인 요청"),
        _("#{호칭}, 말씀하신 내용을 처리했습니다.\n불편이 해결되었는지 확인 부탁드립니다."),
        Kind.CONFIRM,
    ),
)
