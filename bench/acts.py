"""What acts cost: a new customer, a bulk change, an export, and the bare limit of writing."""

import json
import tempfile
from pathlib import Path

import django

django.setup()

from django.db.transaction import atomic

from bench.bare import bulk_create_rate
from bench.measure import Figures, Stopwatch, timed
from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.services import change_owner, register_customer
from dangol.workspace.lists.services import export_to

BULK = 10_000


def main() -> dict[str, Figures | str]:
    admin = User.objects.get(username="admin")
    rep = User.objects.get(username="rep")
    serial = iter(range(10_000_000, 99_999_999))

    def register() -> int:
        number = str(next(serial))
        register_customer(
            name="김하늘",
            phones=["010" + number],
            emails=[f"n{number}@bench.example"],
            addresses=["04068 서울특별시 마포구 동교로 188, 9층"],
            owner=rep,
            actor=rep,
        )
        return 0

    report: dict[str, Figures | str] = {"create (service, phone, e-mail, address)": timed(register)}
    report["bare bulk_create"] = bulk_create_rate()
    ids = list(Customer.objects.order_by("-pk").values_list("pk", flat=True)[:BULK])
    watch = Stopwatch()
    with atomic():
        count = change_owner(Customer.objects.filter(pk__in=ids), owner=admin, actor=admin)
    report[f"bulk change of owner, {count:,} customers"] = watch.rate(count)
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("csv", "xlsx"):
            watch = Stopwatch()
            rows = export_to(
                "customers.customer", Path(folder, f"all.{kind}"), user=admin, reason="측정"
            )
            report[f"export {kind}, {rows:,} customers"] = watch.rate(rows)
    return report


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False))
