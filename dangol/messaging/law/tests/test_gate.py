"""Whether a message may leave: the rules of 정보통신망법 §50, one test or more for each."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.messaging.law.gate import DAY, GO, NIGHT, Act, Standing, judge
from dangol.messaging.law.statutes import STATUTES, months_after, statute_on
from dangol.messaging.law.windows import SEOUL, window_end

AD = Act("ad", "sms")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


NOON = at("2026-11-23T12:00:00")


def refused(reason):
    return ("refused", reason, None)


@pytest.mark.parametrize("medium", ["email", "sms", "kakao", "fax", "voice", "post"])
def test_ad_01_refuses_an_advertisement_without_consent(medium):
    assert judge(Act("ad", medium), Standing(), NOON) == refused("no_consent")
    assert judge(Act("ad", medium), Standing(permit=DAY), NOON) == GO


@pytest.mark.parametrize("kind", ["info", "transaction"])
def test_ad_01_asks_for_no_consent_to_what_is_no_advertisement(kind):
    assert judge(Act(kind, "sms"), Standing(), NOON) == GO


@pytest.mark.parametrize(
    ("traded_on", "expected"),
    [
        (date(2026, 5, 23), GO),  # the last day of six months
        (date(2026, 5, 22), refused("trade_over")),
    ],
)
def test_ad_02_trade_allows_the_same_goods_for_six_months(traded_on, expected):
    assert judge(AD._replace(same_goods=True), Standing(traded_on=traded_on), NOON) == expected


def test_ad_02_trade_allows_no_other_goods():
    assert judge(AD, Standing(traded_on=date(2026, 11, 1)), NOON) == refused("no_consent")


def test_ad_02_six_months_end_on_the_last_day_of_a_short_month():
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_ad_03_a_refusal_beats_consent_and_trade():
    standing = Standing(permit=NIGHT, is_refused=True, traded_on=date(2026, 11, 1))
    assert judge(AD._replace(same_goods=True), standing, NOON) == refused("opted_out")


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-23T20:59:59", None),
        ("2026-11-23T21:00:00", "2026-11-24T08:00:00"),
        ("2026-11-24T00:30:00", "2026-11-24T08:00:00"),
        ("2026-11-24T07:59:59", "2026-11-24T08:00:00"),
        ("2026-11-24T08:00:00", None),
    ],
)
def test_ad_04_holds_an_advertisement_at_night_until_eight(moment, until):
    expected = ("held", "night", at(until)) if until else GO
    assert judge(AD, Standing(permit=DAY), at(moment)) == expected


def test_ad_04_night_consent_lets_it_go():
    assert judge(AD, Standing(permit=NIGHT), at("2026-11-23T23:00:00")) == GO


def test_ad_04_trade_gives_no_night_consent():
    standing = Standing(traded_on=date(2026, 11, 1))
    verdict = judge(AD._replace(same_goods=True), standing, at("2026-11-23T23:00:00"))
    assert verdict == ("held", "night", at("2026-11-24T08:00:00"))


@given(st.integers(0, 10 * 365 * 86_400))
def test_ad_04_no_held_message_is_due_in_the_night(seconds):
    moment = at("2020-01-01") + timedelta(seconds=seconds)
    verdict = judge(AD, Standing(permit=DAY), moment)
    leaves = verdict.until or moment
    assert time(8) <= leaves.astimezone(SEOUL).time() < time(21)


def test_ad_05_email_is_free_at_night():
    assert judge(Act("ad", "email"), Standing(permit=DAY), at("2026-11-23T23:00:00")) == GO


def test_ad_14_blocks_from_the_anniversary_until_asked_again():
    standing = Standing(permit=DAY, confirm_by=date(2026, 11, 22))
    assert judge(AD, standing, NOON) == refused("reconfirm")
    assert judge(AD, standing._replace(confirm_by=date(2026, 11, 23)), NOON) == GO


def test_ad_20_refuses_numbers_on_the_do_not_call_list():
    standing = Standing(permit=DAY, closed_to_ads="do_not_call")
    assert judge(Act("ad", "voice"), standing, NOON) == refused("do_not_call")
    assert judge(Act("transaction", "voice"), standing, NOON) == GO


def test_pi_21_refuses_who_did_not_agree_to_a_transfer_abroad():
    act = Act("info", "email", needs_overseas=True)
    assert judge(act, Standing(), NOON) == refused("overseas")
    assert judge(act, Standing(may_go_abroad=True), NOON) == GO


def test_pi_04_refuses_children_without_a_guardian():
    assert judge(AD, Standing(permit=DAY, is_child=True), NOON) == refused("child")


def test_a_bounced_address_takes_nothing():
    assert judge(Act("transaction", "email"), Standing(closed="closed"), NOON) == refused("closed")


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-23T19:59:59", None),
        ("2026-11-23T20:00:00", "2026-11-24T09:00:00"),
        ("2026-11-23T08:30:00", "2026-11-23T09:00:00"),
    ],
)
def test_a_channel_has_hours_of_its_own(moment, until):
    act = Act("info", "kakao", opens_at=time(9), closes_at=time(20))
    expected = ("held", "window", at(until)) if until else GO
    assert judge(act, Standing(), at(moment)) == expected


def test_hours_may_cross_midnight():
    assert window_end(at("2026-11-23T23:00:00"), time(22), time(2)) is None
    assert window_end(at("2026-11-23T12:00:00"), time(22), time(2)) == at("2026-11-23T22:00:00")


def test_numbers_of_the_law_have_their_first_day():
    assert statute_on(date(2026, 3, 30)).certified_resender is False
    assert statute_on(date(2026, 3, 31)).certified_resender is True
    assert [one.effective_from for one in STATUTES] == sorted(s.effective_from for s in STATUTES)
