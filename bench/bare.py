"""The limits to compare with: Django doing the same work with nothing around it."""

from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import override_settings
from django.urls import path

from bench.measure import Stopwatch
from dangol.customers.models import Customer

ROWS = 20_000
PAGE = Engine().from_string(
    "<!doctype html><title>고객</title><table>{% for c in customers %}<tr><td>{{ c.number }}</td>"
    "<td>{{ c.name }}</td><td>{{ c.get_stage_display }}</td><td>{{ c.get_recency_display }}</td>"
    "<td>{{ c.phone }}</td><td>{{ c.email }}</td><td>{{ c.owner }}</td>"
    "<td>{{ c.last_contact_at }}</td><td>{{ c.region }}</td></tr>{% endfor %}</table>"
)


def customer_page(request: HttpRequest) -> HttpResponse:
    """50 rows of one query in a plain table: no sign-in, no menu, no components."""
    customers = Customer.objects.select_related("owner").order_by("-pk")[:50]
    return HttpResponse(PAGE.render(Context({"customers": customers})))


urlpatterns = [path("bare/", customer_page)]


def bare_application() -> Any:
    """Django serving only the bare page, with nothing around it but what finds the page."""
    with override_settings(MIDDLEWARE=["bench.bare.here"]):
        return WSGIHandler()


def here(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Answer from this module; changing ROOT_URLCONF would make the next page pay for its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = "bench.bare"  # type: ignore[attr-defined]  # set at run time
        return get_response(request)

    return answer


class BareRow(models.Model):
    """A table with as many columns as a plain contact has; made and dropped by the bench."""

    number = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20)
    email = models.CharField(max_length=254)
    region = models.CharField(max_length=40)
    stage = models.CharField(max_length=8)
    memo = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.name


def bulk_create_rate() -> str:
    """Rows a second of `bulk_create` into a table without indexes, 1,000 at a time."""
    with connection.schema_editor() as editor:
        editor.create_model(BareRow)
    try:
        watch = Stopwatch()
        for start in range(0, ROWS, 1_000):
            BareRow.objects.bulk_create(
                BareRow(
                    number=f"C-{n:06}", name="김하늘", phone="01012345678",
                    email=f"sky{n}@example.com", region="서울특별시 마포구", stage="target",
                )
                for n in range(start, start + 1_000)
            )  # fmt: skip
        return watch.rate(ROWS)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(BareRow)
