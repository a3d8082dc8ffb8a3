"""유지 (F23): every grade has its shortest interval for 미팅, 전화, 이메일."""

from datetime import date

from dangol.accounts.absences.services import add_absence
from dangol.accounts.models import User
from dangol.activities.alerts import queries
from dangol.activities.alerts.services import Line, switch_rules, write_rules
from dangol.activities.models import Activity, AlertResult, AlertRule, AlertShare
from dangol.activities.testing import install_kinds, make_done
from dangol.codes.queries import code_by_key
from dangol.customers.models import Customer
from dangol.customers.testing import make_code, moment


def todos():
    rows = Activity.objects.filter(recorded_at=None).order_by("kind__key", "pk")
    return [(row.kind.key, row.owner.name) for row in rows]


def test_each_kind_has_its_own_interval(night, grade_rule, registered, kim):
    grade_rule(kind="call", days=14)
    grade_rule(kind="meeting", days=60)
    customer = registered(kim, grade="vip")
    make_done(kim, moment("2026-02-20T10:00"), customer=customer, kind="call")

    assert night("2026-03-01").made == 0
    assert night("2026-03-07").made == 2
    assert todos() == [("call", "김하늘"), ("meeting", "김하늘")]
    assert (
        Activity.objects.get(recorded_at=None, kind__key="meeting").title == "60일 동안 미팅 없음"
    )


def test_a_visit_is_a_meeting_and_a_mail_is_no_call(night, grade_rule, registered, kim):
    grade_rule(kind="meeting", days=30)
    visited = registered(kim, grade="vip")
    make_done(kim, moment("2026-02-20T10:00"), customer=visited, kind="visit")
    written = registered(kim, grade="vip", name="이영희")
    make_done(kim, moment("2026-02-20T10:00"), customer=written, kind="mail")

    night()

    assert Activity.objects.get(recorded_at=None).customer == written


def test_other_grades_are_left_alone(night, grade_rule, registered, kim):
    grade_rule(key="vip")
    registered(kim, grade="a")
    registered(kim)
    assert night().made == 0


def test_absent_staff_and_departed_owners(night, grade_rule, registered, kim, lee, park):
    grade_rule(days=14)
    for owner in (kim, lee, park):
        registered(owner, grade="vip")
    registered(None, grade="vip")
    add_absence(
        person=kim, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 9), substitute=lee, actor=None
    )
    add_absence(person=lee, starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 4), actor=None)
    User.objects.filter(pk=park.pk).update(is_active=False)

    night("2026-03-02")
    assert todos() == [("call", "이도윤"), ("call", "이도윤")]
    result = AlertResult.objects.get()
    assert (result.made, result.nobody) == (2, 2)  # without owner, and left without a leader

    Activity.objects.all().delete()
    night("2026-03-04")  # the substitute is away as well
    rows = Activity.objects.order_by("owner__name").values_list("owner__name", "starts_at")
    assert list(rows) == [
        ("김하늘", moment("2026-03-10T00:00")),
        ("이도윤", moment("2026-03-05T00:00")),
    ]


def test_the_shares_of_the_compliance_report(night, grade_rule, registered, kim, lee):
    rule = grade_rule(days=30)
    met = registered(kim, grade="vip")
    make_done(kim, moment("2026-02-20T10:00"), customer=met)
    registered(kim, grade="vip", name="안 만남")
    registered(kim, grade="a", name="다른 등급")
    registered(lee, "2026-02-20", grade="vip", name="새로 등록")

    night()

    rows = AlertShare.objects.order_by("owner__username")
    assert [(row.rule, row.owner, row.customers, row.in_time) for row in rows] == [
        (rule, kim, 2, 1),
        (rule, lee, 1, 1),
    ]
    assert rows[0].percent == 50


def test_one_pass_per_window_whatever_the_number(
    night, grade_rule, registered, kim, django_assert_max_num_queries
):
    grade_rule(days=14)
    for n in range(20):
        registered(kim, grade="vip", name=f"고객{n}")
    with django_assert_max_num_queries(45):
        night()
    assert len(todos()) == 20


def test_the_matrix_is_written_as_a_whole(kim):
    install_kinds()
    vip = make_code("customer_grade", "vip")
    call, mail = (code_by_key("activity_kind", key).id for key in ("call", "mail"))
    write_rules(
        [
            Line("target", None, call, 7),
            Line("", vip.pk, call, 14),
            Line("", vip.pk, mail, None),
        ],
        actor=kim,
    )
    switch_rules(queries.rules(), on=True, actor=kim)
    before = {rule.pk for rule in queries.rules()}

    write_rules([Line("target", None, mail, 10), Line("", vip.pk, mail, 30)], actor=kim)

    rules = {(rule.stage, rule.kind.key): rule for rule in AlertRule.objects.all()}
    assert rules.keys() == {("target", "mail"), ("", "mail")}
    assert rules["target", "mail"].pk in before
    assert (rules["target", "mail"].days, rules["target", "mail"].is_active) == (10, True)
    assert not rules["", "mail"].is_active
    assert Customer.objects.count() == 0
