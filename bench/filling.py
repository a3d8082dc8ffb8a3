"""Makes the customers the other parts measure with."""

import json
import sys
import time

import django

django.setup()

from django.db import connection

from dangol.config import prepare
from dangol.config.demo import company

count = int(sys.argv[1])
prepare.prepare(demo=False)
started = time.perf_counter()
company.fill(count, say=lambda text: None)
took = time.perf_counter() - started
if connection.vendor == "postgresql":  # as its autovacuum would; on SQLite it misleads the planner
    with connection.cursor() as cursor:
        cursor.execute("analyze")
print(json.dumps({"demo company made": f"{count / took:,.0f} customers/s ({took:,.0f} s)"}))
