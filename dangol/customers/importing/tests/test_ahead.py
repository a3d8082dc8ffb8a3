"""Rows cleaned by a process of their own come whole or not at all."""

import io
import pickle
import zlib

import pytest

from dangol.customers.importing.testing import ready
from dangol.imports import ahead
from dangol.imports.importers import importers
from dangol.imports.models import Import

pytestmark = pytest.mark.django_db

FILE = "이름,휴대폰\n" + "".join(f"고객{n},010-1234-{n:04}\n" for n in range(30))


def message(data: bytes) -> bytes:
    return ahead.HEAD.pack(len(data), zlib.crc32(data)) + data


def test_a_whole_message_is_taken():
    assert ahead._receive(io.BytesIO(message(b"abc"))) == b"abc"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        message(b"abc")[:-1],
        message(b"abc").replace(b"b", b"x"),
        ahead.HEAD.pack(1 << 60, 0) + b"abc",
    ],
)
def test_what_is_cut_or_damaged_is_not(sent):
    with pytest.raises(ahead.Broken):
        ahead._receive(io.BytesIO(sent))


def test_when_the_other_process_fails_the_rows_are_cleaned_here(choi, monkeypatch):
    run = ready(FILE, choi)
    session = importers["customers"].session(run, actor=choi, is_dry=False)
    monkeypatch.setattr(ahead, "WORTH_BYTES", 1)
    monkeypatch.setattr(ahead, "_PROGRAM", "print('no message')")

    found = [v.draft.name for verdicts, _p in ahead.cleaned(run, session, choi) for v in verdicts]

    assert found == [f"고객{n}" for n in range(30)]


def test_drafts_travel_whole(choi):
    run = ready(FILE, choi)
    session = importers["customers"].session(run, actor=choi, is_dry=False)
    rows, _percent = next(ahead.chunks(run))
    verdicts = session.clean(rows)

    again = pickle.loads(pickle.dumps(verdicts))

    assert [v.draft.points for v in again] == [v.draft.points for v in verdicts]
    assert all(v.draft.verdict is v for v in again)
    assert Import.objects.get(pk=run.pk).position == 0
