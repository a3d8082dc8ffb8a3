"""What a start does before it serves: tables, texts, defaults, and the demo company once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils.translation import gettext as _

from dangol.config import messages


def prepare(*, demo: bool) -> bool:
    """Bring database and texts up to this version; safe to run at every start.

    True if there was anything to do, which leaves memory behind that serving has no use for.
    """
    messages.compile_catalogues()
    if is_behind := _is_behind():
        call_command("migrate", verbosity=0)
        _install_defaults()
    if not (demo and _is_empty()):
        return is_behind
    from dangol.config.demo import company  # noqa: PLC0415 - only the first start needs it

    company.fill(company.SIZES["small"], say=print)
    return True


def welcome(host: str, port: int) -> str:
    """The lines a start prints: the address, and the demo sign-ins when they exist."""
    from dangol.config.demo.people import PASSWORD, SIGN_INS  # noqa: PLC0415

    lines = [f"\n  {_('단골이 열렸습니다')} →  http://{host}:{port}/\n"]
    if _is_demo():
        lines += [f"    {username:8} {PASSWORD}   {who}" for username, who in SIGN_INS.items()]
    return "\n".join(lines) + "\n"


def _is_behind() -> bool:
    """Told by the names of the files: loading every migration takes a second and 8 MB."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    return any(
        (app.label, file.stem) not in applied
        for app in apps.get_app_configs()
        for file in Path(app.path, "migrations").glob("[0-9]*.py")
    )


def _install_defaults() -> None:
    from dangol.accounts.default_roles import install_default_roles  # noqa: PLC0415
    from dangol.codes.company import company  # noqa: PLC0415
    from dangol.codes.services import install_codes  # noqa: PLC0415

    with _telling_of_rights():
        install_default_roles()
    if not _is_empty():  # an office that upgrades gets the code groups that are new
        install_codes(company().preset)


@contextmanager
def _telling_of_rights() -> Iterator[None]:
    """Tell the administrators which rights roles of before got by this version."""
    from dangol.accounts.models import AccessChange  # noqa: PLC0415 - the apps are not loaded before
    from dangol.accounts.roles.services import administrators  # noqa: PLC0415 - the apps are not loaded before
    from dangol.workspace.services import notify  # noqa: PLC0415 - the apps are not loaded before

    last = AccessChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield
    given: dict[str, list[str]] = {}
    for row in AccessChange.objects.filter(pk__gt=last, actor=None).order_by("pk"):
        given.setdefault(row.role_name, []).append(row.permission_label)
    told = list(administrators().values_list("pk", flat=True))
    for role, rights in given.items():
        text = _("새 버전에서 역할 ‘%(role)s’에 권한 %(n)d개를 더했습니다: %(first)s …")
        if len(rights) == 1:
            text = _("새 버전에서 역할 ‘%(role)s’에 권한을 더했습니다: %(first)s")
        said = text % {"role": role, "n": len(rights), "first": rights[0]}
        notify(told, said, url=reverse("accounts:roles"))


def _is_empty() -> bool:
    from dangol.accounts.models import User  # noqa: PLC0415

    return not User.objects.exists()


def _is_demo() -> bool:
    from dangol.accounts.models import User  # noqa: PLC0415
    from dangol.config.demo.people import SIGN_INS  # noqa: PLC0415

    return User.objects.filter(username__in=SIGN_INS).count() == len(SIGN_INS)
