"""What the VOC costs with as many voices as customers: the list, the trend, rising words.

Voices are written by SQL, spread over three years and all staff, three words each:
`python -m bench.voices 1000000` alone does that and measures.
"""

import json
import sys
from datetime import timedelta
from functools import partial
from urllib.parse import quote, urlencode

import django

django.setup()

from django.db import connection
from django.db.transaction import atomic
from django.urls import reverse
from django.utils import timezone

from bench.bare import bare_application
from bench.measure import Browser, Figures, timed, timed_in_turn
from bench.pages import signed_in
from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.kit.search import search_text
from dangol.voc.counting import count_month, forget_sums, months_to_count
from dangol.voc.models import Voice, VoiceWord

DAYS = 3 * 365
SAID = (
    ("배송이 너무 늦어요", "배송", "택배", "지연"),
    ("포장이 찢어져 왔습니다", "포장", "상자", "파손"),
    ("원두가 아주 맛있어요", "원두", "향", "맛"),
    ("그라인더 소리가 커요", "그라인더", "소음", "소리"),
    ("디카페인도 늘려 주세요", "디카페인", "종류", "메뉴"),
    ("머신에서 물이 새요", "머신", "누수", "고무"),
    ("상담이 친절했습니다", "상담", "친절", "직원"),
)


def main(count: int) -> dict[str, Figures]:
    """Fill where needed, then measure pages in turn and reports by themselves."""
    if Voice.objects.count() < count:
        fill(count)
    admin, rep = signed_in("admin"), signed_in("rep")
    bare = Browser(bare_application())
    voices = reverse("voc:voice_list")
    today = timezone.localdate()
    month = {"from": f"{today - timedelta(days=29)}", "to": f"{today}"}
    year = month | {"from": f"{today - timedelta(days=364)}"}
    pages = {
        "voices: a bare page": lambda: bare.get("/bare/"),
        "voices, first page (admin)": lambda: admin.get(voices),
        "voices, first page (rep)": lambda: rep.get(voices),
        "voices, complaints of a product": lambda: admin.get(
            f"{voices}?kind=complaint&cause.empty="
        ),
        "voices behind a word of a month": lambda: admin.get(
            f"{voices}?"
            + urlencode(
                [("word", "누수"), *(("occurred_at.between", day) for day in month.values())]
            )
        ),
        "voices, search": lambda: admin.get(f"{voices}?q={quote('누수 고무')}"),
        "voices, the next to judge": lambda: admin.get(reverse("voc:triage")),
    }
    forget_sums()
    found, later = timed_in_turn(pages, times=20), []
    for name, asked in (
        ("VOC trend by kind, a month", ("voc", month | {"by": "kind"})),
        ("VOC trend by cause, a year", ("voc", year | {"by": "cause"})),
        ("rising words, a month", ("voc_words", month)),
        ("rising words of complaints, a year", ("voc_words", year | {"kind": "complaint"})),
    ):
        report, query = asked
        address = reverse("workspace:report", args=[report]) + "?" + urlencode(query)
        for who, browser in (("admin", admin), ("rep", rep)):
            found[f"{name} ({who})"] = timed(partial(browser.get, address), times=3, warm=1)
        later.append((f"{name} (admin, months counted)", partial(admin.get, address)))
    months = list(months_to_count(today=today))
    spent = timed(partial(count_month, months[0]), times=3, warm=0)
    found["VOC sums of a month"] = spent
    for month in months:
        count_month(month)
    return found | {name: timed(act, times=3, warm=1) for name, act in later}


def fill(count: int) -> None:
    """Voices and their words by two statements; one in fifty waits to be judged."""
    staff = list(User.objects.order_by("pk").values_list("pk", flat=True))
    customers = Customer.objects.order_by("-pk").values_list("pk", flat=True)[0]
    sqlite = connection.vendor == "sqlite"
    minutes = f"(n * 7919 % {DAYS * 24 * 60})"
    at = (
        f"datetime('now', '-' || {minutes} || ' minutes')"
        if sqlite
        else f"now() - {minutes} * interval '1 minute'"
    )
    false = "0" if sqlite else "false"
    values = ", ".join(["(%s, %s, %s, %s)"] * len(SAID))
    said = [
        value
        for place, (text, *words) in enumerate(SAID)
        for value in (place, text, search_text(notes=(text, *words)), json.dumps(words))
    ]
    kinds = ("inquiry", "complaint", "praise", "proposal")
    kind = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(kinds))
    owner = " ".join(f"WHEN {place} THEN {pk}" for place, pk in enumerate(staff))
    keywords = "w.keywords" if sqlite else "w.keywords::jsonb"
    with atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE r(n) AS (SELECT CAST(0 AS bigint) UNION ALL
                SELECT n + 1 FROM r WHERE n < {count - 1}),
            w(place, said, found, keywords) AS (VALUES {values})
            INSERT INTO voc_voice (created_at, updated_at, version, kind, state, text, severity,
                channel, customer_id, writer, occurred_at, owner_id, guess, learned, keywords,
                read_by, has_reach, priority, search)
            SELECT {at}, {at}, 1, CASE n / 3 % 4 {kind} END,
                CASE WHEN n % 50 = 0 THEN 'proposed' ELSE 'accepted' END, w.said, n % 4, 'phone',
                1 + n * 104729 % {customers}, '', {at}, CASE n / 17 % {len(staff)} {owner} END,
                '', '', {keywords}, 'plain', {false}, n % 4, w.found
            FROM r JOIN w ON w.place = r.n % {len(SAID)}""".replace(" % ", " %% "),  # noqa: S608 - our own names and words
            said,
        )
        words = [value for text, *words in SAID for word in words for value in (text, word)]
        cursor.execute(
            f"""WITH w(said, word) AS (VALUES {", ".join(["(%s, %s)"] * (len(words) // 2))})
            INSERT INTO voc_voiceword (voice_id, word)
            SELECT v.id, w.word FROM voc_voice v JOIN w ON w.said = v.text""",  # noqa: S608 - our own names and words
            words,
        )
    if connection.vendor == "postgresql":  # as its autovacuum would
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {Voice._meta.db_table}, {VoiceWord._meta.db_table}")


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
