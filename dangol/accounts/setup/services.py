"""Founding the office: the wizard's answers become company, roles, codes and administrator."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dangol.accounts.default_roles import install_default_roles
from dangol.accounts.models import AccessChange, Role, User
from dangol.accounts.roles.services import assign_roles, log
from dangol.accounts.setup.registry import samples, setup_steps
from dangol.accounts.signin.passwords import set_password
from dangol.codes import preferences
from dangol.codes.company import CompanyPreferences, terms_of
from dangol.codes.services import install_codes
from dangol.kit.errors import Refused
from dangol.kit.records import create


def is_open() -> bool:
    """Whether nobody has an account yet; shut for ever afterwards."""
    return not User.objects.exists()


@transaction.atomic
def found_office(
    *, company: dict[str, str], admin: dict[str, str], password: str, sample: str = ""
) -> User:
    """Make everything an office starts with; refused once there is an account."""
    if not is_open():
        raise Refused(_("이미 설정이 끝났습니다. 로그인해 주세요."))
    person = create(User, actor=None, password="!", **admin)  # noqa: S106
    set_password(person, password)
    preset = company["preset"]
    values: dict[str, Any] = {**company, "terms": terms_of(preset)}
    preferences.put(CompanyPreferences(**values), actor=person)
    install_default_roles()
    install_codes(preset, actor=person)
    log(AccessChange.What.PERSON_ADDED, actor=None, person=person, after=person.username)
    assign_roles(person, [Role.objects.get(key="admin")], actor=None)
    for _name, step in setup_steps:
        step(preset, person)
    if sample in samples:
        samples[sample].start(person)
    return person
