"""A rule in the change history reads as its editor asks."""

import pytest

from dangol.audit.models import Change
from dangol.audit.presenting import field_changes

pytestmark = pytest.mark.django_db
STAGE = {"field": "stage", "op": "is", "value": ["prospect"]}


def test_a_rule_is_told_by_condition_actions_and_trigger():
    values = {
        "trigger": [None, "date"],
        "condition": [None, str({"all": [STAGE]})],
        "actions": [None, str([{"action": "notify", "values": {"to": "owner", "text": "곧 생일"}},
                               {"action": "gone", "values": {}}])],
        "trigger_values": [None, str({"field": "birth_on", "days": 7, "side": "before",
                                      "yearly": True, "calendar": "solar", "hour": 9})],
    }  # fmt: skip
    told = {
        one.label: one.after
        for one in field_changes(Change(model="automation.rule", verb="create", values=values))
    }
    assert told["조건"] == "단계: 잠재고객"
    acts = "직원에게 알리기 (받는 사람 고객의 담당 · 내용 곧 생일), gone"
    assert told["할 일"] == acts
    assert (told["계기"], told["며칠"]) == ("고객의 날짜 앞뒤", "7")
    assert not any(text.startswith(("{", "[")) for text in told.values())
