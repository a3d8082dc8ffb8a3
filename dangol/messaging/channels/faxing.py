"""Fax: the page as a PDF, mailed to an e-mail-to-fax gateway."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.messaging.channels.email import SmtpAdapter, server_of
from dangol.messaging.channels.journal import Journal
from dangol.messaging.channels.mime import Frame, ascii_address, attachment
from dangol.messaging.channels.protocol import Kind, Parcel, Result, adapters


class FaxAdapter(SmtpAdapter):
    """Mails to number@gateway; the parcel's data is the PDF."""

    gateway = ""
    sender = ""

    def deliver(self, parcels: Iterable[Parcel], journal: Journal) -> Iterator[Result]:
        yield from super().deliver(map(self._mailed, parcels), journal)

    def _mailed(self, parcel: Parcel) -> Parcel:
        address = f"{parcel.address}@{self.gateway}"
        pages = attachment("fax.pdf", "application/pdf", parcel.data)
        frame = Frame(fixed=[("From", self.sender)], boundary="=_fax", parts=[pages])
        headers = [("To", address), ("Subject", parcel.address)]
        return parcel._replace(
            address=address, data=frame.mail(headers, "fax", ""), return_to=self.sender
        )


def _make(settings: Mapping[str, Any], secrets: Mapping[str, str], context: Any) -> FaxAdapter:
    adapter = FaxAdapter(server_of(settings, secrets))
    adapter.gateway = str(settings.get("gateway", ""))
    adapter.sender = ascii_address(context.sender.email)
    return adapter


adapters.add("mail_to_fax")(
    Kind(
        _("메일로 보내는 팩스"),
        ("fax",),
        _make,
        settings={
            "gateway": _("팩스 회사의 메일 주소 뒷부분"),
            "host": _("서버"),
            "port": _("포트"),
            "security": _("보안 연결"),
            "user": _("아이디"),
        },
        secrets={"password": _("비밀번호")},
        help=_("팩스 번호@fax.example.com으로 PDF를 보내면 팩스로 바꿔 주는 회사에 씁니다."),
    )
)
