"""How voices forget a customer who is removed: what was said stays, without who said it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from dangol.customers.parties.forgetting import forget_beside, redact
from dangol.customers.registry import Forgetting, forgettings
from dangol.kit.search import search_text
from dangol.voc.models import Voice, VoiceWord


def _forget_voices(ids: Sequence[int]) -> None:
    voices = Voice.objects.filter(customer__in=ids)
    forget_beside(voices)
    redact(voices, "customer", "text")
    rows = list(voices)
    for row in rows:
        row.writer, row.search = "", search_text(notes=(row.text,))
        row.keywords = [word for word in row.keywords if word in row.text.lower()]
        VoiceWord.objects.filter(voice=row).exclude(word__in=row.keywords).delete()
    Voice.objects.bulk_update(rows, ["writer", "keywords", "search"], batch_size=500)


forgettings.add("voices")(
    Forgetting(
        _forget_voices,
        goes=_("고객의 소리에 적힌 이름과 연락처"),
        kept=_(
            "고객의 소리 글은 누구인지 지운 채: 소비자 불만·분쟁 처리 기록은 3년"
            "(전자상거래법 시행령 제6조)"
        ),
    )
)
