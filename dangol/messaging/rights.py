"""What roles may allow about messages."""

from django.utils.translation import gettext_lazy as _

from dangol.kit.access import Permission, declare, declare_record, permissions

GROUP = _("메시지")
VIEW, CHANGE = "messaging.view_message", "messaging.change_message"
SEND, SEND_AD = "messaging.send_message", "messaging.send_ad"
EXPORT, BULK = "messaging.export_message", "messaging.bulk_message"
SENDERS, DUTIES = "messaging.manage_senders", "messaging.manage_duties"
MAIL, WORK_MAIL = "messaging.view_mail", "messaging.change_mail"
ADD_ACCOUNT, ACCOUNTS = "messaging.add_mailaccount", "messaging.manage_mailaccounts"

permissions.add(VIEW)(Permission(_("보기"), GROUP, scoped=True))
permissions.add(CHANGE)(Permission(_("멈춤·취소·다시 보내기"), GROUP, scoped=True))
declare(SEND, _("한 고객에게 보내기"), group=GROUP)
declare(SEND_AD, _("광고와 여러 고객에게 보내기"), group=GROUP)
declare(EXPORT, _("내보내기"), group=GROUP)
declare(BULK, _("한꺼번에 취소·다시 보내기"), group=GROUP)
declare(SENDERS, _("발신 프로필과 채널 관리"), group=GROUP)
declare(DUTIES, _("통지 의무와 두낫콜 관리"), group=GROUP)
declare_record("messaging", "template", _("메시지 템플릿"))

MAILBOX = _("메일함")
permissions.add(MAIL)(Permission(_("읽기"), MAILBOX, scoped=True))
permissions.add(WORK_MAIL)(Permission(_("정리·맡기기·고객 잇기"), MAILBOX, scoped=True))
declare(ADD_ACCOUNT, _("자기 메일 계정 잇기"), group=MAILBOX)
declare(ACCOUNTS, _("공용 메일 계정 관리"), group=MAILBOX)
