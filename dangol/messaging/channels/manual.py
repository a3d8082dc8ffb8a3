"""Media a person carries: letters and calls wait in a list until somebody says how it went."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.messaging.channels.journal import Journal
from dangol.messaging.channels.protocol import Kind, Parcel, Result, adapters


class ManualAdapter:
    """Never asked to deliver: its messages stay in the list."""

    def deliver(self, parcels: Iterable[Parcel], journal: Journal) -> Iterator[Result]:
        return iter(())

    def recover(self, ids: list[int], journal: Journal) -> Iterator[Result]:
        return iter(())

    def probe(self) -> str:
        return _t("사람이 처리하는 채널입니다.")

    def close(self) -> None:
        pass


for name, label, medium in (
    ("letters", _("인쇄해서 부치기"), "post"),
    ("calls", _("전화 목록"), "voice"),
):
    adapters.add(name)(
        Kind(
            label,
            (medium,),
            lambda settings, secrets, context: ManualAdapter(),
            settings={},
            secrets={},
            manual=True,
            help=_("목록에서 하나씩 처리하고 결과를 표시합니다."),
        )
    )
