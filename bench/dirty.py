"""Writes a customer list as offices really keep them: mixed phones, dates, won, empty cells."""

import csv
import random
import sys
from datetime import date
from pathlib import Path

from dangol.config.demo.making import Made, batches

HEAD = ("상호/성명", "전화번호", "휴대폰", "E-mail", "우편번호", "주소", "사업자번호", "대표자",
        "생년월일", "등록일", "비고")  # fmt: skip


def write(path: Path, rows: int, *, seed: int = 7) -> Path:
    """A CSV of so many rows, in UTF-8; about one row in a hundred is refused by the rules."""
    dice = random.Random(seed)  # noqa: S311 - made-up data
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for batch in batches(seed, rows, 2_000, date(2026, 11, 21)):
            out.writerows(_row(made, dice) for made in batch)
    return path


def _row(made: Made, dice: random.Random) -> list[str]:
    phones = dict(made.phones)
    birth = made.birth_on
    return [
        dice.choice(("", " ", "")) + made.name,
        _phone(phones.get("work", ""), dice),
        _phone(phones.get("mobile", ""), dice),
        "".join(made.emails) if dice.random() > 0.01 else "없음@",
        made.postcode,
        f"{made.road}, {made.detail}" if made.road else "",
        made.business_number,
        made.representative,
        dice.choice((f"{birth:%Y.%m.%d.}", f"{birth:%Y-%m-%d}", f"{birth:%y/%m/%d}"))
        if birth
        else "",
        dice.choice(("2026-11-21", "2026. 11. 21", "20261121", "2026년 11월 21일")),
        "",
    ]


def _phone(digits: str, dice: random.Random) -> str:
    if not digits:
        return ""
    tail = digits[-4:]
    head = digits[:-4]
    return dice.choice(
        (f"{head[:3]}-{head[3:]}-{tail}", digits, f"{head}.{tail}", f" {head} {tail} ")
    )


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
    django.setup()
    write(Path(sys.argv[1]), int(sys.argv[2]))
