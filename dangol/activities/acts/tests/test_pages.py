from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.activities.acts import timer
from dangol.activities.models import Activity, ActivityFile
from dangol.activities.testing import install_kinds, make_done, make_todo
from dangol.customers.testing import make_affiliation, make_company, make_customer
from dangol.kit.lists.table import fingerprint

HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(f"activities:{name}", args=args)


@pytest.fixture
def as_kim(client, kim):
    install_kinds()
    client.force_login(kim)
    return client


def test_one_line_becomes_history_and_a_todo(as_kim, kim):
    customer = make_customer(kim)

    answer = as_kim.post(
        url("compose", customer.pk),
        {"text": "어제 3시 통화 20분 견적 관심, 다음주 화 재통화", "key": "abc"},
        headers=HTMX,
    )

    done, todo = Activity.objects.done().get(), Activity.objects.open().get()
    assert (done.kind.key, done.minutes, done.text) == ("call", 20, "견적 관심")
    assert timezone.localtime(done.occurred_at).hour == 15
    assert (todo.title, todo.chained_from, todo.customer) == ("재통화", done, customer)
    assert "앞으로" in answer.text
    assert "견적 관심" in answer.text
    assert url("activity_undo", done.pk) in answer.headers["HX-Trigger"]


def test_the_same_form_sent_twice_counts_once(as_kim, kim):
    data = {"text": "통화 견적 관심, 내일 재통화", "key": "k1"}
    for _n in range(2):
        as_kim.post(url("compose", make_customer(kim).pk), data, headers=HTMX)

    assert Activity.objects.done().count() == 1
    assert Activity.objects.open().count() == 1


def test_what_was_chosen_outweighs_the_line(as_kim, kim):
    company = make_company(kim)
    person = make_customer(kim, "박사원")
    make_affiliation(person, company)

    as_kim.post(
        url("compose", company.pk),
        {
            "text": "어제 3시 통화 20분 견적, 내일 재통화",
            "kind": "meeting", "minutes": 45, "counterpart": person.pk, "was_read": "on",
        },
    )  # fmt: skip

    done = Activity.objects.get()
    assert (done.kind.key, done.minutes, done.counterpart) == ("meeting", 45, person)
    assert done.text == "어제 3시 통화 20분 견적, 내일 재통화"


def test_a_todo_by_hand_loses_no_word(as_kim, kim):
    as_kim.post(
        url("compose", make_customer(kim).pk),
        {"text": "어제 회의 정리, 내일 미팅 30분", "mode": "todo"},
    )

    assert Activity.objects.get().title == "어제 회의 정리, 내일 미팅 30분"


def test_undo_takes_both_back(as_kim, kim):
    customer = make_customer(kim)
    as_kim.post(url("compose", customer.pk), {"text": "통화 견적, 내일 재통화"})

    answer = as_kim.post(url("activity_undo", Activity.objects.done().get().pk), headers=HTMX)

    assert answer.status_code == 204
    assert not Activity.objects.exists()
    customer.refresh_from_db()
    assert customer.last_contact_at is None


def test_undo_is_for_its_writer(client, kim, lee):
    done = make_done(kim, customer=make_customer(kim))
    client.force_login(lee)

    client.post(url("activity_undo", done.pk), headers=HTMX)

    assert Activity.objects.filter(pk=done.pk).exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": ""}, "필수"),
        ({"text": "주민번호 900101-1234568"}, "주민등록번호"),
        ({"text": "가" * 20_001}, "20000"),
        ({"text": "통화", "minutes": "-3"}, "1,440분"),
        ({"text": "통화", "minutes": "99999"}, "1,440분"),
        ({"text": "통화", "day": "2999-01-01"}, "아직 오지 않은"),
        ({"text": "통화", "kind": "nonsense"}, "nonsense"),
    ],
)
def test_what_is_wrong_is_said_and_kept(as_kim, kim, data, said):
    answer = as_kim.post(url("compose", make_customer(kim).pk), data, headers=HTMX)

    assert answer.status_code == 422
    assert said in answer.text
    assert data["text"][:50] in answer.text
    assert not Activity.objects.exists()


def test_ten_thousand_letters_are_written(as_kim, kim):
    answer = as_kim.post(url("compose", make_customer(kim).pk), {"text": "통화 " + "가" * 9_997})

    assert answer.status_code == 302
    assert len(Activity.objects.get().text) == 10_000


def test_a_line_is_read_while_typing(as_kim):
    answer = as_kim.post(url("line_read"), {"text": "어제 3시 통화 20분, 다음주 화 재통화"})

    assert "20분" in answer.text
    assert "재통화" in answer.text
    assert not Activity.objects.exists()


def test_quick_finds_the_customer_first(as_kim, kim, park):
    customer, other = make_customer(kim), make_customer(park)
    as_kim.post(url("quick"), {"other": customer.pk, "text": "부재중 통화", "panel": "1"})
    as_kim.post(url("quick"), {"other": other.pk, "text": "남의 고객", "panel": "1"})

    assert Activity.objects.get().result == "부재중"
    assert Activity.objects.get().customer == customer


def test_a_visit_keeps_the_place_only_if_given(as_kim, kim):
    data = {"other": make_customer(kim).pk, "kind": "visit", "text": "시음", "panel": "1"}
    as_kim.post(url("quick"), data | {"latitude": "37.556", "longitude": "126.923"})
    as_kim.post(url("quick"), data)

    first, second = Activity.objects.order_by("pk")
    assert first.place == {"latitude": 37.556, "longitude": 126.923}
    assert second.place is None


def test_the_clock_survives_a_reload(as_kim, kim):
    as_kim.post(url("timer_start"), {"kind": "call"})

    assert "data-since" in as_kim.get(url("timer")).text
    stopped = as_kim.post(url("timer_stop"))
    assert 'data-minutes="1"' in stopped.text
    assert timer.running(kim) is None


def test_completing_asks_and_follows(as_kim, kim):
    todo = make_todo(kim, kind="meeting", customer=make_customer(kim), title="미팅")

    asked = as_kim.get(url("activity_complete", todo.pk), headers=HTMX)
    assert 'value="60"' in asked.text
    answer = as_kim.post(
        url("activity_complete", todo.pk),
        {"result": "합의", "minutes": 50, "with_next": "on", "next_kind": "mail",
         "next_day": "2026-12-01", "next_title": "견적 보내기"},
        headers=HTMX,
    )  # fmt: skip

    assert answer.status_code == 204
    todo.refresh_from_db()
    assert (todo.status, todo.result, todo.minutes) == ("done", "합의", 50)
    following = Activity.objects.open().get()
    assert (following.title, following.kind.key) == ("견적 보내기", "mail")


def test_somebody_elses_is_not_there(client, kim, lee, park):
    todo = make_todo(kim, kind="todo")
    client.force_login(park)
    for name in ("activity_detail", "activity_edit", "activity_complete"):
        assert client.get(url(name, todo.pk)).status_code == 404
    for name in ("activity_reopen", "activity_cancel", "activity_remove", "activity_undo"):
        assert client.post(url(name, todo.pk)).status_code == 404
    client.force_login(lee)
    assert client.get(url("activity_detail", todo.pk)).status_code == 200
    todo.refresh_from_db()
    assert todo.is_open


def test_editing_moves_and_keeps_what_is_wrong(as_kim, kim):
    todo = make_todo(kim)
    data = {"kind": todo.kind_id, "title": "새 제목", "owner": kim.pk, "priority": 3}

    wrong = data | {"day": "2026-03-05", "hour": "15:00", "end_hour": "14:00"}
    answer = as_kim.post(url("activity_edit", todo.pk), wrong, headers=HTMX)
    assert answer.status_code == 422
    assert "시작보다 앞섭니다" in answer.text
    right = data | {"day": "2026-03-05", "hour": "15:00", "end_hour": "16:00"}
    as_kim.post(url("activity_edit", todo.pk), right, headers=HTMX)

    todo.refresh_from_db()
    assert (todo.title, todo.priority) == ("새 제목", 3)
    assert timezone.localtime(todo.due_at).hour == 16


def test_an_older_version_is_refused(as_kim, kim):
    todo = make_todo(kim)
    data = {"kind": todo.kind_id, "owner": kim.pk, "day": "2026-03-05", "version": 99}

    answer = as_kim.post(url("activity_edit", todo.pk), data, headers=HTMX)

    assert answer.status_code in (409, 422)
    assert "다른 사람이" in answer.text


def test_a_new_todo_may_repeat(as_kim, kim):
    install_kinds()
    kind = make_todo(kim).kind_id
    data = {"kind": kind, "title": "주간 보고", "owner": kim.pk, "day": "2026-03-02"}

    wrong = as_kim.post(url("todo_add"), data | {"repeat": "가끔"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "반복 규칙을 읽지" in wrong.text
    as_kim.post(url("todo_add"), data | {"repeat": "매주", "reminder": "60"}, headers=HTMX)

    made = Activity.objects.get(title="주간 보고")
    assert made.series.rule == "FREQ=WEEKLY"
    assert timezone.localtime(made.reminder_at).hour == 8


def test_a_file_is_kept_and_a_program_refused(as_kim, kim, client):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    todo = make_todo(kim)
    as_kim.post(url("file_attach", todo.pk), {"file": SimpleUploadedFile("../a.pdf", b"%PDF")})
    as_kim.post(url("file_attach", todo.pk), {"file": SimpleUploadedFile("a.exe", b"MZ")})

    kept = ActivityFile.objects.get()
    assert kept.name == "a.pdf"
    opened = as_kim.get(url("file_open", todo.pk, kept.pk))
    assert b"".join(opened.streaming_content) == b"%PDF"
    as_kim.post(url("file_detach", todo.pk, kept.pk))
    assert not ActivityFile.objects.exists()


def test_rules_of_kinds_are_the_administrators(client, kim, choi):
    install_kinds()
    client.force_login(kim)
    assert client.get(url("kind_list")).status_code == 403
    client.force_login(choi)
    assert "기본 시간" in client.get(url("kind_list")).text
    from dangol.activities.acts.kinds import kind_by_key  # noqa: PLC0415

    call = kind_by_key("call")
    data = {"minutes": 25, "medium": "phone", "is_contact": "on", "chain": "auto", "next_days": 2}
    refused = client.post(url("kind_edit", call.id), data, headers=HTMX)
    assert refused.status_code == 422
    client.post(url("kind_edit", call.id), data | {"next_kind": call.id}, headers=HTMX)

    changed = kind_by_key("call")
    assert (changed.minutes, changed.chain, changed.next_kind_id) == (25, "auto", call.id)


def test_the_lists_show_what_may_be_seen(client, kim, lee, park, django_assert_num_queries):
    customer = make_customer(kim)
    make_todo(kim, timezone.now() - timedelta(days=1), customer=customer, title="늦은 일")
    make_done(kim, timezone.now() - timedelta(days=2), customer=customer, text="끝낸 일")
    client.force_login(lee)
    make_todo(kim, timezone.now(), customer=make_customer(kim), kind="mail")
    client.get(url("todo_list"))
    with django_assert_num_queries(19):
        assert "늦은 일" in client.get(url("todo_list")).text
    assert "끝낸 일" in client.get(url("activity_list")).text
    assert "늦은 일" in client.get(url("todo_list") + "?when=late").text
    assert "늦은 일" not in client.get(url("todo_list") + "?when=today").text
    client.force_login(park)
    assert "늦은 일" not in client.get(url("todo_list")).text


def test_a_due_day_is_corrected_in_the_list(as_kim, kim):
    todo = make_todo(kim, date(2026, 3, 2))
    edit = reverse("workspace:list_edit", args=["activities.todo", todo.pk, "due"])
    edit += f"?was={fingerprint('2026-03-02')}"

    wrong = as_kim.post(edit, {"due": "언젠가"})
    assert wrong.status_code == 422
    assert as_kim.post(edit, {"due": "2026-03-09 14:00"}).status_code == 200

    todo.refresh_from_db()
    assert (todo.is_all_day, timezone.localtime(todo.due_at).hour) == (False, 14)
