"""Backup while people work, lose everything, restore: all is back."""

import shutil
from contextlib import nullcontext

import pytest

from dangol.kit.testing.installation import installation
from dangol.kit.testing.postgres import fresh_database

COUNTS = (
    "select (select count(*) from customers_customer), (select count(*) from customers_consent),"
    " (select count(*) from activities_entry), (select count(*) from accounts_user)"
)
CUSTOMERS = "select number, name, phone, search from customers_customer order by number"
OFFICE = """
from django.utils import timezone
from dangol.accounts.models import User
from dangol.activities.testing import make_done
from dangol.customers.testing import make_customer
from dangol.kit.events import publish
from dangol.kit.personal import PersonalDataSeen
from dangol.messaging.testing import allow
rep = User.objects.create_user("rep", "x", name="윤서현")
for n in range(30):
    customer = make_customer(rep, f"고객{n}", phones=[f"010-5000-{n:04}"])
    allow(customer, "sms")
    make_done(rep, timezone.now(), customer=customer)
publish(PersonalDataSeen(act="view", model="customers.customer", record_ids=[customer.pk],
                         reason="", address="127.0.0.1", actor_id=rep.pk))
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(request, tmp_path):
    """A small company on each database, with one uploaded file and one logged view."""
    with (
        nullcontext("") if request.param == "sqlite" else fresh_database() as url,
        installation(tmp_path / "data", url) as made,
    ):
        made.migrate()
        made.run(OFFICE)
        file = made.folder / "files" / "customers" / "명함.txt"
        file.parent.mkdir(parents=True)
        file.write_text("김하늘 대표")
        yield made


def test_everything_comes_back(office, tmp_path):
    counts, customers = office.rows(COUNTS), office.rows(CUSTOMERS)
    assert counts == [(30, 30, 90, 1)]
    key = (office.folder / "secret_key").read_text()
    archive = tmp_path / "backup.tar.gz"
    restore = ["-m", "dangol", "restore", str(archive)]

    office.python("-m", "dangol", "backup", str(archive))
    assert archive.stat().st_mode & 0o777 == 0o600

    office.execute("update accounts_user set name = '바뀐 이름' where username = 'rep'")
    with pytest.raises(AssertionError, match="--force"):
        office.python(*restore)
    name = "select name from accounts_user where username = 'rep'"
    assert office.rows(name) == [("바뀐 이름",)]

    shutil.rmtree(office.folder)
    office.python(*restore, *(["--force"] if office.database_url else []))
    assert (office.rows(COUNTS), office.rows(CUSTOMERS)) == (counts, customers)
    assert office.rows(name) == [("윤서현",)]
    assert (office.folder / "secret_key").read_text() == key
    assert (office.folder / "files" / "customers" / "명함.txt").read_text() == "김하늘 대표"
    assert office.python("-m", "dangol", "check", "audit")
