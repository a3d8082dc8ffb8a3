"""Words that make a plain message an advertisement (AD-18)."""

import re

PROMOTIONAL = (
    "할인", "쿠폰", "이벤트", "특가", "무료", "혜택", "사은품", "경품", "적립", "세일", "sale",
    "프로모션", "기획전", "증정", "최저가", "1+1", "한정", "반값", "추천 상품", "신상품", "출시",
    "구매하세요", "특별 제안", "생일 축하", "생신을 축하", "생일을 축하", "새해 복", "명절",
    "한가위", "메리 크리스마스",
)  # fmt: skip
# refusing is free: the law's own word is no promotion
_innocent = re.compile(r"무료\s*(?:수신\s*)?거부|배송비?\s*무료\s*반품")


def promotional_words(*texts: str) -> list[str]:
    """Words of these texts that promote, greetings included, in order; each once."""
    body = _innocent.sub("", " ".join(texts)).lower()
    return [word for word in PROMOTIONAL if word in body]
