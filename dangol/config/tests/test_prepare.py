"""What a start finds to do, and what an upgrade tells the administrators."""

import pytest
from django.db.migrations.recorder import MigrationRecorder

from dangol.accounts.default_roles import DEFAULT_ROLES, install_default_roles
from dangol.config.prepare import _install_defaults, prepare

pytestmark = pytest.mark.django_db


def test_administrators_hear_of_rights_that_roles_of_before_got(monkeypatch, choi, kim):
    rep = DEFAULT_ROLES["rep"]
    monkeypatch.setitem(DEFAULT_ROLES, "rep", rep._replace(also={}))
    install_default_roles()
    monkeypatch.setitem(DEFAULT_ROLES, "rep", rep)

    _install_defaults()

    notice = choi.notices.get()
    assert "역할 ‘영업사원’에 권한을 더했습니다: 메시지 한 고객에게 보내기" in notice.text
    assert notice.url == "/roles/"
    assert not kim.notices.exists()

    _install_defaults()
    assert choi.notices.count() == 1


def test_a_start_migrates_only_when_a_migration_is_new(monkeypatch, choi):
    ran = []
    monkeypatch.setattr("dangol.config.prepare.call_command", lambda *args, **_: ran.append(args))

    assert prepare(demo=False) is False
    assert ran == []

    MigrationRecorder.Migration.objects.filter(app="customers", name__startswith="0001_").delete()
    assert prepare(demo=False) is True
    assert ran == [("migrate",)]
