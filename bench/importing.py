"""Importing as many dirty rows as there are customers, and the most memory it took."""

import json
import resource
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

import django

django.setup()

from bench.dirty import write
from bench.measure import Stopwatch
from dangol.accounts.models import User
from dangol.imports.services import run_import


def main(rows: int) -> dict[str, str]:
    user = User.objects.get(username="admin")
    with tempfile.TemporaryDirectory() as folder, chdir(folder):  # the refused rows go there
        file = write(Path(folder, "dirty.csv"), rows)
        watch = Stopwatch()
        summary = run_import(
            file, into="customers", on_duplicate="skip", owner=user, reason="측정", actor=user
        )
        rate = watch.rate(rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        f"import of {rows:,} dirty rows": rate,
        "of these refused": f"{summary['refused']:,}",
        "most memory of the import": f"{peak:.0f} MB",
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False, default=str))
