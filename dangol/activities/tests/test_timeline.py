from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone

from dangol.activities.events import OWN_KINDS
from dangol.activities.models import Entry, TouchPoint
from dangol.activities.queries import GENERIC, template_of, timeline_of, touch_point_uses
from dangol.activities.services import edit_note, remove_note, write_entry, write_note
from dangol.activities.testing import install_kinds
from dangol.customers.events import CustomerEvent
from dangol.customers.lifecycle.services import move_stage
from dangol.customers.testing import make_affiliation, make_company, make_customer
from dangol.kit.errors import Refused

SHOWN = [event for event in CustomerEvent.__subclasses__() if event.kind() not in OWN_KINDS]


@pytest.mark.parametrize("event", SHOWN, ids=lambda event: event.kind())
def test_every_customer_event_has_a_template(event):
    assert get_template(f"activities/entries/{event.kind()}.html")


def test_an_unknown_kind_is_shown_plainly(kim, client):
    customer = make_customer(kim)
    write_entry(customer.pk, "elsewhere.odd_thing", data={}, actor_id=None)
    client.force_login(kim)

    assert template_of("elsewhere.odd_thing") == GENERIC
    assert "elsewhere.odd_thing" in client.get(customer.get_absolute_url()).text


def test_pages_by_keyset_newest_first(kim):
    customer = make_customer(kim)
    for number in range(5):
        write_note(customer, text=f"{number}", actor=kim)

    first = timeline_of(customer, seen_by=kim, kinds="notes", limit=3)
    second = timeline_of(customer, seen_by=kim, kinds="notes", before=first.older, limit=3)

    assert [line.entry.text for line in first.lines] == ["4", "3", "2"]
    assert [line.entry.text for line in second.lines] == ["1", "0"]
    assert second.older == ""


def test_narrows_by_group(kim):
    customer = make_customer(kim)
    write_note(customer, text="메모", actor=kim)
    move_stage(customer, to="customer", reason="계약", actor=kim)

    kinds = [line.entry.kind for line in timeline_of(customer, seen_by=kim, kinds="moves").lines]

    assert kinds == ["customers.stage_moved"]
    assert len(timeline_of(customer, seen_by=kim, before="nonsense").lines) == 3


def test_names_are_looked_up_and_masked_for_strangers(kim, park):
    company = make_company(kim, "한빛유통")
    make_affiliation(make_customer(park, "남의사람"), company)

    line = next(
        line
        for line in timeline_of(company, seen_by=kim).lines
        if line.entry.kind == "customers.affiliation_started"
    )

    assert line.names == {"person": "남**람", "company": "한빛유통"}


@pytest.mark.parametrize("text", ["", "  \n ", "주민번호 900101-1234567", "가" * 20_001])
def test_refuses_a_note_and_writes_nothing(kim, text):
    customer = make_customer(kim)

    with pytest.raises(ValidationError) as refused:
        write_note(customer, text=text, actor=kim)

    assert set(refused.value.message_dict) == {"text"}
    assert not Entry.objects.filter(kind="activities.note_written").exists()


def test_a_note_may_count_as_contact(kim):
    customer = make_customer(kim)
    at = timezone.now() - timedelta(hours=1)

    write_note(customer, text="통화함", contact_at=at, actor=kim)

    customer.refresh_from_db()
    assert customer.last_contact_at == at


def test_only_the_writer_corrects_or_removes_a_note(kim, lee):
    note = write_note(make_customer(kim), text="첫 글", actor=kim)

    for act in (
        lambda: edit_note(note, text="고침", actor=lee),
        lambda: remove_note(note, actor=lee),
    ):
        with pytest.raises(Refused, match="자기가 쓴"):
            act()
    edit_note(note, text="고침", actor=kim)
    note.refresh_from_db()
    assert note.text == "고침"
    remove_note(note, actor=kim)
    assert not Entry.objects.filter(pk=note.pk).exists()


def test_counts_touch_points_against_their_target(kim):
    visit = TouchPoint.objects.create(name="방문", phase="after", monthly_target=4)
    customer = make_customer(kim)
    write_note(customer, text="방문함", touch_point=visit.pk, actor=kim)
    today = timezone.localdate()

    uses = touch_point_uses(first=today, last=today)

    assert [(use.touch_point.name, use.used, use.percent) for use in uses] == [("방문", 1, 25)]


def url(name, *args):
    return reverse(f"activities:{name}", args=args)


def test_writes_a_note_on_the_page_and_keeps_a_refused_one(client, kim, park):
    customer = make_customer(kim)
    client.force_login(kim)
    htmx = {"HX-Request": "true"}

    install_kinds()

    def post(text):
        data = {"kind": "memo", "text": text}
        return client.post(url("compose", customer.pk), data, headers=htmx)

    refused = post("번호 900101-1234567")
    assert refused.status_code == 422
    assert "주민등록번호" in refused.text
    assert "번호 900101-1234567" in refused.text
    assert "&lt;b&gt;굵게&lt;/b&gt;" in post("<b>굵게</b>").text
    client.force_login(park)
    assert post("남의 고객").status_code == 404
    assert client.get(url("timeline", customer.pk)).status_code == 404
    assert Entry.objects.filter(kind="activities.note_written").count() == 1


def test_ones_own_note_is_corrected_on_the_page(client, kim, lee):
    customer = make_customer(kim)
    note = write_note(customer, text="첫 글", actor=kim)

    client.force_login(lee)
    assert client.get(url("note_edit", customer.pk, note.pk)).status_code == 404
    client.force_login(kim)
    assert client.post(url("note_edit", customer.pk, note.pk), {"text": "고침"}).status_code == 302
    note.refresh_from_db()
    assert note.text == "고침"


def test_touch_points_are_kept_by_those_who_manage_rules(client, kim, choi):
    client.force_login(kim)
    assert client.get(url("touch_point_list")).status_code == 403
    client.force_login(choi)
    sent = {"name": "방문", "phase": "after", "monthly_target": 4, "is_active": "on"}
    assert client.post(url("touch_point_add"), sent).status_code == 302
    assert client.post(url("touch_point_add"), sent).status_code == 422
    assert "방문" in client.get(url("touch_point_list")).text
