"""What the pages of the portal are called in its log."""

from django.utils.translation import gettext_lazy as _

PAGES = {
    "home": _("첫 화면"),
    "tickets": _("문의 목록"),
    "ticket": _("문의"),
    "ticket_new": _("새 문의"),
    "ticket_rate": _("만족도"),
    "ticket_finish": _("문의 끝내기"),
    "ticket_file": _("첨부 파일"),
    "quotes": _("견적 목록"),
    "orders": _("주문과 거래 원장"),
    "order_paper": _("거래명세서"),
    "account_paper": _("거래 원장 PDF"),
    "consents": _("수신 동의"),
    "profile": _("내 정보"),
    "sign_out": _("로그아웃"),
}
