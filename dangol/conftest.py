"""The people every test knows, a queue they can run, and a browser."""

import os

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django_tasks import default_task_backend
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import expect

from dangol.accounts.models import Department, Grant, Role, User
from dangol.activities.models import Activity, StaleDay
from dangol.audit import append_only
from dangol.codes import memory
from dangol.config.messages import compile_catalogues
from dangol.kit.access import Scope, permissions

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# a busy machine is no failure
hypothesis_settings.register_profile(
    "busy", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("busy")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # once, before the workers start
        compile_catalogues()


def pytest_ignore_collect(collection_path, config):
    """Of the parts with few tests, read only files that name their mark: all take 13 seconds."""
    mark = config.option.markexpr
    if mark in {"browser", "servers"} and collection_path.match("test_*.py"):
        return f"mark.{mark}" not in collection_path.read_text() or None
    return None


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL run only what meets a database; the rest has run on SQLite."""
    if connection.vendor == "postgresql":
        left = {item for item in items if not _meets_a_database(item)}
        config.hook.pytest_deselected(items=list(left))
        items[:] = [item for item in items if item not in left]


def _meets_a_database(item):
    asks = {"db", "transactional_db", "live_server"} & set(item.fixturenames)
    is_case = item.cls and issubclass(item.cls, TransactionTestCase)
    return asks or is_case or any(map(item.get_closest_marker, ("django_db", "postgres")))


@pytest.fixture(autouse=True)
def _queue(settings, monkeypatch, request):
    memory.forget_all()
    if "live_server" not in request.fixturenames:
        # what a slow machine reads again would be one query more than counted
        monkeypatch.setattr(memory, "FRESH_SECONDS", 600.0)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.WHITENOISE_AUTOREFRESH = True  # else each new client reads all static files' names
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Browser tests empty every table; the triggers of the append-only logs would refuse."""
    with django_db_blocker.unblock():
        append_only.run(append_only.DROP, connection)


@pytest.fixture
def run_jobs(_queue):
    """Run what is queued, as the worker would after the commit, and let errors out."""

    def run() -> None:
        queue = default_task_backend.results
        while queue:
            queued = queue.pop(0)
            queued.task.call(*queued.args, **queued.kwargs)

    return run


@pytest.fixture
def sales(db):
    """영업부, with a team below it and a stranger beside it."""
    return Department.objects.create(name="영업부")


@pytest.fixture
def team(sales):
    return Department.objects.create(name="영업1팀", parent=sales)


@pytest.fixture
def kim(team):
    """A sales rep who works on their own records."""
    return _person("kim", "김하늘", team, _role("영업사원", Scope.OWN))


@pytest.fixture
def lee(team):
    """Kim's team leader, who sees and exports the department's records."""
    rights = ("export", "bulk", "merge", "reveal", "approve")
    return _person("lee", "이도윤", team, _role("팀장", Scope.BELOW, *rights))


@pytest.fixture
def park(db):
    """A rep of another department with the same role as kim."""
    other = Department.objects.create(name="서비스부")
    return _person("park", "박지훈", other, _role("영업사원", Scope.OWN))


@pytest.fixture
def choi(db):
    """The administrator: everything, everywhere."""
    role, _ = Role.objects.get_or_create(name="관리자")
    _grant(role, [name for name, _permission in permissions], Scope.ALL)
    return _person("choi", "최관리", None, role)


def _person(username: str, name: str, department: Department | None, role: Role) -> User:
    user = User.objects.create_user(
        username, "dangol!2026", name=name, department=department, email=f"{username}@example.com"
    )
    user.roles.add(role)
    return user


def _role(name: str, scope: Scope, *rights: str) -> Role:
    """A role with every scoped permission at this scope, adding, and the named further rights."""
    role, _ = Role.objects.get_or_create(name=name)
    verbs = ("add", *rights)
    granted = [p for p, d in permissions if d.scoped or p.split(".")[1].split("_")[0] in verbs]
    _grant(role, granted, scope)
    return role


def _grant(role: Role, names: list[str], scope: Scope) -> None:
    grants = [Grant(role=role, permission=name, scope=scope) for name in names]
    Grant.objects.bulk_create(grants, ignore_conflicts=True)


expect.set_options(timeout=30_000)  # a machine three times slower passes too

# A page may be acted on when its scripts are there: before, a link leads to a page where it would
# have opened a panel, and what is chosen reaches nobody. And a toast stays twenty seconds, not
# five, so that a slow machine finds it too.
STEADY = """
const shut = () => (document.documentElement.ariaDisabled = "true");
if (document.documentElement) shut();
else
  new MutationObserver((_, seen) => (seen.disconnect(), shut())).observe(document, {
    childList: true,
  });
addEventListener("load", () => document.documentElement.removeAttribute("aria-disabled"));
const wait = window.setTimeout;
const toasts = () => document.getElementById("toasts");
window.setTimeout = (act, time, ...rest) =>
  wait(act, time === 5000 && toasts() ? 20_000 : time, ...rest);
"""

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium; no browser is downloaded."""
    return {"executable_path": "/usr/bin/chromium", "args": CHROMIUM_FLAGS}


@pytest.fixture
def new_context(new_context):
    """Further browsers for a test, as steady as its first."""

    def make(**options):
        context = new_context(**options)
        context.add_init_script(f"{{{STEADY}}}")
        return context

    return make


@pytest.fixture
def sign_in(live_server, context, page, monkeypatch):
    """Open the live server as this person: `sign_in(kim)` returns the page.

    It ends each stream at once, and a page that has lost its stream fetches all its parts anew when
    it has one again: every three seconds, were it not told to wait.
    """
    monkeypatch.setattr("dangol.kit.sse.RETRY", 600_000)

    def enter(user: User):
        from django.test import Client  # noqa: PLC0415

        client = Client()
        client.force_login(user)
        context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": client.cookies["sessionid"].value,
                    "url": live_server.url,
                }
            ]
        )
        return page

    yield enter
    # emptying the table would note days of people who are emptied away next (reports.triggers)
    Activity.objects.all().delete()
    StaleDay.objects.all().delete()
