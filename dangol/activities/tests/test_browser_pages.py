"""Every page of segments, automation, alerts, reports of work and hand lists, looked at by axe."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.activities.alerts.services import Line, run_alerts, switch_rules, write_rules
from dangol.activities.models import AlertRule, Brief
from dangol.activities.testing import install_kinds, make_done
from dangol.automation.models import RuleRun
from dangol.automation.testing import make_rule
from dangol.codes.queries import code_by_key
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer
from dangol.messaging.senders.services import check_do_not_call
from dangol.messaging.templating.testing import make_template
from dangol.messaging.testing import make_dispatch, make_reachable, make_sender
from dangol.segments.services import refresh_size
from dangol.segments.testing import make_segment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = (Path(__file__).parents[2] / "kit/tests/axe.min.js").read_text()
# the frame around the pages is the same on all of them: looked at once
WHOLE, INSIDE = "document", "{exclude: ['#side', '.tabbar']}"
TOLD = "axe.run(%s, {resultTypes: ['violations']})"
# the same page in the dark: nothing but its colours can be worse
DARK = "axe.run(%s, {resultTypes: ['violations'], runOnly: ['color-contrast']})"


@pytest.fixture
def pages(choi):
    """The addresses, with something to see on each of them."""
    install_kinds()
    now = timezone.now()
    hong = make_customer(choi, "홍길동", stage="prospect")
    Customer.objects.update(created_at=now - timedelta(days=200))
    make_done(choi, now - timedelta(days=100), customer=hong)
    segment = make_segment(choi)
    refresh_size(segment, at=now)
    rule = make_rule(choi)
    run = RuleRun.objects.create(rule=rule, key="d2026-11-28", status="done", touched=1, done=1)
    call = code_by_key("activity_kind", "call")
    write_rules([Line("prospect", None, call.id, 30)], actor=choi)
    switch_rules(AlertRule.objects.all(), on=True, actor=choi)
    run_alerts(at=now, tell=lambda percent, text: None)
    day = timezone.localdate()
    brief = Brief.objects.create(
        writer=choi, kind="day", first=day, last=day, done="한 일", plan="할 일", figures={}
    )
    make_sender()
    template = make_template(choi, medium="email")
    reachable = make_reachable(choi)
    calls = make_dispatch([reachable], medium="voice", actor=choi, at=now)
    shut = make_dispatch([reachable], medium="voice", kind="ad", actor=choi, at=now)
    check_do_not_call([], checked_on=day - timedelta(days=60), at=now, actor=choi)
    return [
        *(reverse(f"segments:{name}") for name in ("segment_list", "segment_add", "static_add")),
        reverse("segments:segment_detail", args=[segment.pk]),
        reverse("segments:segment_why", args=[segment.pk, hong.pk]),
        *(reverse(f"automation:{name}") for name in ("rule_list", "rule_add")),
        reverse("automation:rule_detail", args=[rule.pk]),
        reverse("automation:run_detail", args=[run.pk]),
        *(reverse(f"activities:{name}") for name in ("alerts", "alert_nobody", "alert_compliance")),
        reverse("activities:alert_preview", args=["stages"]),
        *(reverse(f"activities:{name}") for name in ("brief_list", "brief_write")),
        reverse("activities:brief", args=[brief.pk]),
        f"{reverse('messaging:compose')}?template={template.pk}",
        *(reverse("messaging:hand_list", args=[one.pk]) for one in (calls, shut)),
    ]


def test_every_page_is_accessible(sign_in, live_server, choi, pages):
    page = sign_in(choi)
    page.emulate_media(reduced_motion="reduce")  # or colours would be on their way
    found = {}
    for address in pages:
        page.emulate_media(color_scheme="light")
        part = WHOLE if address == pages[0] else INSIDE
        answer = page.goto(f"{live_server.url}{address}")
        assert answer.status == (409 if address == pages[-1] else 200), address
        page.evaluate(AXE)
        for scheme, looked_at in (("light", TOLD), ("dark", DARK)):
            page.emulate_media(color_scheme=scheme)
            if told := page.evaluate(looked_at % part)["violations"]:
                found[scheme, address] = [(v["id"], v["nodes"][0]["html"][:200]) for v in told]

    assert found == {}
