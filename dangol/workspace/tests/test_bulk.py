"""Acts on many rows: at once or as a job, with refusals, cancelling and a way back."""

import pytest

from dangol.workspace.lists import services
from dangol.workspace.models import ListRun, Notice

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]
STAGE = "/lists/test.people/bulk/stage/"
OWNER = "/lists/test.people/bulk/owner/"


def stages(*customers):
    for customer in customers:
        customer.refresh_from_db()
    return [customer.stage for customer in customers]


def test_picked_rows_change_at_once_and_back(browse, make, kim, lee):
    one, two, three = (make(kim, name, stage="target") for name in ("하나", "두리", "세나"))
    client = browse(lee)

    answer = client.post(STAGE, {"ids": [one.pk, two.pk], "stage": "customer"})

    assert answer["Location"] == "/people-list/"
    assert stages(one, two, three) == ["customer", "customer", "target"]
    run = ListRun.objects.get()
    assert (run.status, run.total, run.done, run.actor) == ("done", 2, 2, lee)
    assert f"/runs/{run.pk}/undo/" in client.get("/people-list/").content.decode()
    client.post(f"/runs/{run.pk}/undo/")
    assert stages(one, two, three) == ["target", "target", "target"]
    run.refresh_from_db()
    assert run.status == "undone"
    assert client.post(f"/runs/{run.pk}/undo/").status_code == 409


def test_undo_leaves_what_others_changed_since(browse, make, kim, lee):
    one, two = make(kim, "하나", stage="target"), make(kim, "두리", stage="target")
    browse(lee).post(STAGE, {"ids": [one.pk, two.pk], "stage": "customer"})
    type(one).objects.filter(pk=two.pk).update(stage="prospect")

    browse(lee).post(f"/runs/{ListRun.objects.get().pk}/undo/")

    assert stages(one, two) == ["target", "prospect"]


def test_all_that_match_change_as_a_job(browse, make, kim, lee, run_jobs):
    for number in range(60):
        make(kim, f"고객{number}", stage="prospect")
    other = make(kim, "그대로", stage="target")

    answer = browse(lee).post(
        STAGE, {"all": "1", "address": "stage=prospect", "ids": "1", "stage": "customer"}
    )

    run = ListRun.objects.get()
    assert (answer["Location"], run.status, run.total) == (f"/runs/{run.pk}/", "waiting", 60)
    assert type(other).objects.filter(stage="customer").count() == 0
    run_jobs()
    run.refresh_from_db()
    assert (run.status, run.done, run.percent) == ("done", 60, 100)
    assert type(other).objects.filter(stage="customer").count() == 60
    assert stages(other) == ["target"]
    assert Notice.objects.get(user=lee).url == f"/runs/{run.pk}/"


def test_a_job_goes_on_after_a_crash_and_undoes_batch_by_batch(browse, make, kim, lee, monkeypatch):
    monkeypatch.setattr(services, "BATCH", 2)
    rows = [make(kim, f"고객{number}", stage="prospect") for number in range(5)]
    browse(lee).post(STAGE, {"all": "1", "address": "", "stage": "customer"})
    run = ListRun.objects.get()
    batch = services._run_batch
    calls = []

    def crash(*args):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError
        return batch(*args)

    monkeypatch.setattr(services, "_run_batch", crash)
    with pytest.raises(RuntimeError):
        services.carry_out(run)
    assert stages(*rows) == ["customer"] * 2 + ["prospect"] * 3

    done = services.carry_out(ListRun.objects.get())

    assert (done.done, done.batches.count()) == (5, 3)
    assert stages(*rows) == ["customer"] * 5
    services.begin_undo(done)
    assert services.take_back(done) == 5
    assert stages(*rows) == ["prospect"] * 5


def test_a_stopped_job_keeps_what_it_did(browse, make, kim, lee, monkeypatch, run_jobs):
    monkeypatch.setattr(services, "BATCH", 1)
    rows = [make(kim, f"고객{number}", stage="prospect") for number in range(3)]
    client = browse(lee)
    client.post(STAGE, {"all": "1", "address": "", "stage": "customer"})
    run = ListRun.objects.get()
    batch = services._run_batch

    def stop_after_one(*args):
        found = batch(*args)
        client.post(f"/runs/{run.pk}/stop/")
        return found

    monkeypatch.setattr(services, "_run_batch", stop_after_one)
    run_jobs()

    run.refresh_from_db()
    assert (run.status, run.done) == ("cancelled", 1)
    assert stages(*rows) == ["customer", "prospect", "prospect"]
    assert services.can_undo(run)


def test_rows_out_of_reach_are_left_alone(browse, make, kim, lee, park):
    mine, theirs = make(kim, "하나", stage="target"), make(park, "남의", stage="target")

    browse(lee).post(STAGE, {"ids": [mine.pk, theirs.pk], "stage": "customer"})
    nothing = browse(lee).post(STAGE, {"ids": [theirs.pk], "stage": "customer"})

    assert stages(mine, theirs) == ["customer", "target"]
    assert nothing.status_code == 422
    assert "할 수 있는 기록이 없습니다." in nothing.content.decode()
    assert ListRun.objects.count() == 1


def test_needs_the_right(browse, make, kim, lee):
    one = make(kim, "하나", stage="target")

    assert browse(kim).post(STAGE, {"ids": [one.pk], "stage": "customer"}).status_code == 403
    assert browse(lee).get("/lists/test.people/bulk/unknown/").status_code == 404
    assert stages(one) == ["target"]


def test_other_peoples_runs_are_hidden(browse, make, kim, lee, choi):
    one = make(kim, "하나", stage="target")
    browse(lee).post(STAGE, {"ids": [one.pk], "stage": "customer"})
    run = ListRun.objects.get()

    for path in ("", "file/"):
        assert browse(choi).get(f"/runs/{run.pk}/{path}").status_code == 404
    assert browse(choi).post(f"/runs/{run.pk}/undo/").status_code == 404
    assert stages(one) == ["customer"]


def test_wrong_input_and_unreadable_conditions_change_nothing(browse, make, kim, lee):
    one = make(kim, "하나", stage="target")
    client = browse(lee)

    wrong = client.post(STAGE, {"ids": [one.pk], "stage": "king"})
    unread = client.post(STAGE, {"all": "1", "address": "colour=red", "stage": "customer"})

    assert (wrong.status_code, unread.status_code) == (422, 422)
    assert "‘colour’ 항목은 없습니다." in unread.content.decode()
    assert stages(one) == ["target"]
    assert not ListRun.objects.exists()


def test_refusals_are_counted_and_named(browse, make, kim, lee):
    one = make(kim, "하나")

    browse(lee).post("/lists/test.people/bulk/odd/", {"ids": [one.pk]})

    run = ListRun.objects.get()
    assert (run.done, run.refused) == (0, 1)
    assert "안 됩니다." in browse(lee).get(f"/runs/{run.pk}/").content.decode()
    assert not services.can_undo(run)


def test_an_owner_is_put_back_by_id(browse, make, kim, lee):
    one = make(kim, "하나")

    browse(lee).post(OWNER, {"ids": [one.pk], "owner": lee.pk})
    one.refresh_from_db()
    assert one.owner == lee
    browse(lee).post(f"/runs/{ListRun.objects.get().pk}/undo/")
    one.refresh_from_db()

    assert one.owner == kim


def test_the_panel_asks_first(browse, make, kim, lee):
    one = make(kim, "하나")

    panel = browse(lee).get(f"{STAGE}?ids={one.pk}", headers={"HX-Request": "true"})

    body = panel.content.decode()
    assert "<html" not in body
    assert "<b>1명</b>" in body
    assert f'name="ids" value="{one.pk}"' in body
    page = browse(lee).get(f"{STAGE}?all=1&address=stage%3Dtarget").content.decode()
    assert "조건에 맞는 기록 모두" in page
