"""Writing a text for many, and printing it: renders and letters a second of one core."""

import json
import os
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
django.setup()

from dangol.messaging.merging import compile
from dangol.messaging.printing.labels import PRESETS, Label, labels_pdf
from dangol.messaging.printing.letters import Letter, Letterhead, letters_pdf

TEXT = """안녕하세요, #{호칭}. {{회사|고객님 회사}}의 #{상품}(은/는) #{만료일:월일}에 끝납니다.
[[만약 등급=VIP, A]]
전용 창구 02-123-4567로 #{고객명}님(이/가) 연락 주세요.
[[아니면 만약 포인트>=1000]]
포인트 #{포인트:숫자}점
[[끝]]
감사합니다. #{보내는사람} 드림"""
VALUES = {
    "호칭": "홍길동 과장님", "상품": "단골 프로", "만료일": "2026-12-31", "등급": "B",
    "고객명": "길동", "포인트": "1,500", "보내는사람": "김하늘",
}  # fmt: skip
LABEL = Label(("서울특별시 마포구 동교로27길 12", "3층"), "홍길동 과장 귀하", "04001")


def per_second(count: int, act: Callable[[], object]) -> float:
    """How often the act, which does `count` things, does one in a CPU second."""
    started = time.process_time()
    act()
    return count / (time.process_time() - started)


def main() -> dict[str, str]:
    text, page = compile(TEXT), compile(f"<p>{TEXT}</p>" * 3, escape="html")
    bare = TEXT.replace("#{", "{").replace("[[", "")
    plain = per_second(50_000, lambda: [bare.replace("{호칭}", "a") for _n in range(50_000)])
    texts = per_second(50_000, lambda: [text.render(VALUES) for _n in range(50_000)])
    mails = per_second(20_000, lambda: [page.render(VALUES) for _n in range(20_000)])
    letter = Letter(
        LABEL, "2026년 11월 28일", "인사", "지난 가을의 관심에 감사합니다. " * 20, "단골"
    )
    head = Letterhead("㈜단골", "서울 중구", "02-1234-5678")
    letters = per_second(100, lambda: letters_pdf([letter] * 100, head))
    labels = per_second(500, lambda: labels_pdf([LABEL] * 500, PRESETS["formtec-3107"]))
    return {
        "merge a text": f"{texts:,.0f}/s (one str.replace: {plain:,.0f}/s, ×{plain / texts:.1f})",
        "merge an HTML mail": f"{mails:,.0f}/s",
        "typeset letters": f"{letters:,.0f}/s",
        "typeset labels": f"{labels:,.0f}/s",
    }


if __name__ == "__main__":
    print(json.dumps(main()))
