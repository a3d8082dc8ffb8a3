"""What a page costs: the list, searches, the record, a new customer."""

import json
from urllib.parse import quote, urlencode

import django

django.setup()

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import reverse

from bench.bare import bare_application
from bench.measure import Browser, Figures, timed_in_turn
from dangol.accounts.models import User
from dangol.customers.models import Customer


def signed_in(username: str) -> Browser:
    """A session of this person."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    morsel = client.cookies[settings.SESSION_COOKIE_NAME]
    return Browser(WSGIHandler(), f"{settings.SESSION_COOKIE_NAME}={morsel.value}")


def find(browser: Browser, words: str) -> int:
    """One answer of the search palette."""
    return browser.get(
        reverse("workspace:search") + "?" + urlencode({"q": words}), hx_request="true"
    )


def main() -> dict[str, Figures]:
    admin, rep = signed_in("admin"), signed_in("rep")
    bare = Browser(bare_application())
    customers = reverse("customers:customer_list")
    name = Customer.objects.order_by("-pk").values_list("name", flat=True)[:1].get()
    middle = Customer.objects.filter(owner__isnull=False).order_by("pk")[500].get_absolute_url()
    mine = Customer.objects.filter(owner__username="rep").order_by("pk")[0]
    busiest = reverse("activities:timeline", args=[mine.pk])
    entries = mine.entries.order_by("-at", "-pk").values_list("at", "pk")[180:181]
    older = "".join(f"{busiest}?before={quote(at.isoformat())}~{pk}" for at, pk in entries)
    filtered = urlencode({"stage": "customer", "sort": "name"})
    acts = {
        "bare page": lambda: bare.get("/bare/"),
        "list, first page (admin)": lambda: admin.get(customers),
        "list, first page (rep)": lambda: rep.get(customers),
        "list, page 200": lambda: admin.get(f"{customers}?page=200"),
        "list, filtered and sorted": lambda: admin.get(f"{customers}?{filtered}"),
        "list, search in names": lambda: admin.get(f"{customers}?{urlencode({'q': name[1:]})}"),
        "search palette, part of a name": lambda: find(admin, name[1:3]),
        "search palette, 초성": lambda: find(admin, "ㄱㅁㅈ"),
        "search palette, last four digits": lambda: find(admin, "2741"),
        "customer page (360°)": lambda: admin.get(middle),
        "its further panels": lambda: admin.get(f"{middle}panels/"),
        "home of a rep with 5,000 to-dos": lambda: rep.get(reverse("workspace:home")),
        "timeline of 2,000 entries": lambda: rep.get(busiest),
        "its 10th part": lambda: rep.get(older or busiest),
        "list of 5,000 to-dos": lambda: rep.get(reverse("activities:todo_list")),
        "activity history (admin)": lambda: admin.get(reverse("activities:activity_list")),
        "board": lambda: admin.get(reverse("activities:board")),
    }
    return timed_in_turn(acts)


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False))
