"""Voices: written down, proposed once, judged, and what the suggestion learns."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.activities.models import Entry
from dangol.codes import preferences
from dangol.customers.testing import make_code, make_customer, moment
from dangol.helpdesk.models import Survey
from dangol.helpdesk.testing import make_ticket
from dangol.voc.collecting import collect, suggest
from dangol.voc.models import LabelTotal, Sign, Voice, VoiceWord
from dangol.voc.preferences import VocPreferences
from dangol.voc.queries import ignored_words, next_to_judge, rising_words
from dangol.voc.services import (
    accept_voice,
    dismiss_voice,
    hear_voice,
    ignore_word,
    mind_word,
    remove_voice,
)
from dangol.voc.sums import word_counts
from dangol.voc.testing import MORNING, make_voice, propose_voice
from dangol.workspace.reports.asks import Days

pytestmark = pytest.mark.django_db
WEEK = (moment("2026-11-20T00:00"), moment("2026-11-27T00:00"))


def test_a_voice_by_hand_counts_at_once_and_stands_on_the_timeline(kim):
    voice = make_voice(kim, customer=make_customer(kim))

    assert (voice.state, voice.owner, voice.priority) == ("accepted", kim, 1)
    assert Entry.objects.filter(customer=voice.customer, kind="voc.voice_heard").count() == 1
    assert set(VoiceWord.objects.values_list("word", flat=True)) == {"배송"}


@pytest.mark.parametrize("text", ["", "   ", "제 번호는 900101-1234567입니다", "가" * 5_001])
def test_refuses_texts_that_may_not_be_kept(kim, text):
    with pytest.raises(ValidationError):
        make_voice(kim, text)

    assert not Voice.objects.exists()
    assert not Sign.objects.filter(label__startswith="cause").exists()


def test_words_to_a_score_become_a_voice_by_a_button(client, kim, park):
    customer = make_customer(kim)
    ticket = make_ticket(kim, "고장", text="고장났어요.", customer=customer)
    told = {"customer": customer, "agent": kim, "asked_at": MORNING, "answered_at": MORNING}
    rows = [
        Survey.objects.create(ticket=ticket, score=1, comment="답이 늦어요", **told),
        Survey.objects.create(source="chat:1", url="/chat/1/", score=5, comment="친절해요", **told),
    ]
    client.force_login(kim)
    assert (
        reverse("voc:from_survey", args=[rows[0].pk]) in client.get(ticket.get_absolute_url()).text
    )
    for row in rows:
        address = reverse("voc:from_survey", args=[row.pk])
        form = client.get(address).context["form"]
        given = {name: value for name, value in form.initial.items() if value is not None}
        for _time in range(2):
            client.post(address, given)
    found = Voice.objects.order_by("source").values_list("source", "text", "kind", "channel")
    assert found[0] == (f"survey:{rows[0].pk}", "답이 늦어요", "complaint", "survey")
    assert (found[1][1], len(found)) == ("친절해요", 2)
    park.roles.add(*kim.roles.all())
    client.force_login(park)
    for row in rows:
        assert client.get(reverse("voc:from_survey", args=[row.pk])).status_code == 404


def test_collects_each_record_once_and_leaves_trifles_out(kim):
    customer = make_customer(kim)
    ticket = make_ticket(kim, "또 고장", text="스팀이 또 고장났어요.", customer=customer)
    make_ticket(kim, "네", customer=customer)
    said = "880101-1234568 불친절합니다"  # as an older version or an import kept it
    survey = Survey.objects.create(
        ticket=ticket, customer=customer, agent=kim, asked_at=MORNING, answered_at=MORNING,
        score=1, comment=said,
    )  # fmt: skip

    assert (collect(*WEEK), collect(*WEEK)) == (2, 0)

    said = Voice.objects.get(source=f"survey:{survey.pk}")
    assert (said.kind, said.guess, said.confidence) == ("complaint", "", None)
    assert said.text == "880101-******* 불친절합니다"
    asked = Voice.objects.get(source=f"ticket:{ticket.pk}")
    assert (asked.state, asked.guess, asked.owner) == ("proposed", asked.kind, kim)
    assert asked.text == "또 고장\n스팀이 또 고장났어요."
    assert not Entry.objects.filter(kind="voc.voice_heard").exists()


def test_accepts_sure_guesses_by_itself_where_the_office_says_so_and_does_not_learn_them(kim):
    preferences.put(VocPreferences(sure_percent=60), actor=None)
    suggest("세다")  # teaches the first sentences

    before = list(LabelTotal.objects.order_by("label").values_list("label", "texts"))
    sure = propose_voice(kim, "배송이 너무 늦어요. 또 고장났습니다. 짜증이 나네요.", "ticket:1")
    unsure = propose_voice(kim, "가나다라마바사", "ticket:2")

    assert (sure.state, unsure.state) == ("accepted", "proposed")
    assert list(LabelTotal.objects.order_by("label").values_list("label", "texts")) == before


def test_learns_from_a_correction_and_takes_it_back(kim):
    text = "옥상정원에 벤치가 모자라요"
    cause = make_code("voc_cause", "quality", "품질")
    untaught = suggest(text)
    voice = propose_voice(kim, text)
    taught = {(row.label, row.texts) for row in LabelTotal.objects.all()}

    accept_voice(voice, actor=kim, kind="proposal", cause=cause)
    accept_voice(voice, actor=kim, kind="proposal")  # twice is once
    assert LabelTotal.objects.get(label="kind:proposal").texts == 17
    assert LabelTotal.objects.get(label=f"cause:{cause.pk}").texts == 1
    for n in range(2, 6):
        accept_voice(propose_voice(kim, text, f"ticket:{n}"), actor=kim, kind="proposal")
    learned = suggest(text)
    assert learned.kind == "proposal"
    assert (learned.confidence or 0) > (untaught.confidence or 0)

    accept_voice(voice, actor=kim, kind="praise")
    assert LabelTotal.objects.get(label="kind:praise").texts == 17
    for row in Voice.objects.all():
        dismiss_voice(row, actor=kim)
    after = {(row.label, row.texts) for row in LabelTotal.objects.filter(texts__gt=0)}
    assert after == taught
    assert not Sign.objects.filter(label__startswith="cause", count__gt=0).exists()


def test_a_corrected_text_is_unlearned_as_it_was(kim):
    voice = make_voice(kim, "주차장이 좁아요", "complaint")
    accept_voice(voice, actor=kim, text="주차장이 넓어졌으면 좋겠어요", kind="proposal")
    remove_voice(Voice.objects.get(), actor=kim)

    assert set(LabelTotal.objects.values_list("texts", flat=True)) <= {0, 16}
    assert not Sign.objects.filter(feature="w좁아요", count__gt=0).exists()


def test_people_with_reach_come_first(kim):
    vip = make_customer(kim, "김소문")
    vip.grade = make_code("customer_grade", "vip", "VIP")
    vip.save()
    many = make_customer(kim, "박만명")
    many.custom = {"followers": "12000"}
    many.save()
    preferences.put(VocPreferences(reach_field="followers"), actor=None)
    plain = propose_voice(kim, "가게가 조용하네요", "ticket:1", kind="complaint", severity=1)
    late = propose_voice(kim, "가게가 조용하네요", "ticket:2", customer_id=many.pk, kind="inquiry")
    first = propose_voice(
        kim, "가게가 조용하네요", "ticket:3", customer_id=vip.pk, kind="complaint"
    )

    assert [row.has_reach for row in (plain, late, first)] == [False, True, True]
    assert next_to_judge(kim) == first
    assert next_to_judge(kim, after=first.pk) == plain
    assert next_to_judge(kim, after=plain.pk) == late
    assert next_to_judge(kim, after=late.pk) == first  # from the beginning again


def test_rising_words_compare_with_the_days_before(kim):
    first, last = moment("2026-11-16T00:00").date(), moment("2026-11-22T00:00").date()
    for n in range(4):
        make_voice(kim, f"포장 불량 {n}", at=moment(f"2026-11-{16 + n}T10:00"))
    make_voice(kim, "포장 불량", at=moment("2026-11-10T10:00"))
    for day in (10, 11, 17, 18):
        make_voice(kim, "배송 지연", at=moment(f"2026-11-{day}T10:00"))
    counts = partial(word_counts, kim)
    week = Days(first, last)

    found = rising_words(counts, week, least=3)
    assert [(rise.word, rise.now, rise.before, rise.times) for rise in found] == [
        ("불량", 4, 1, 4.0), ("포장", 4, 1, 4.0),
    ]  # fmt: skip
    ignore_word("포장", actor=kim)
    assert [rise.word for rise in rising_words(counts, week, least=3)] == ["불량"]
    mind_word("포장", actor=kim)
    assert ignored_words() == frozenset()
    assert rising_words(counts, week, least=5) == []


def test_one_source_is_one_voice(kim):
    propose_voice(kim, source="ticket:9")
    again = hear_voice(text="배송이 늦네요", kind="inquiry", source="ticket:9", actor=kim)

    assert (Voice.objects.count(), again.state, again.kind) == (1, "accepted", "inquiry")
