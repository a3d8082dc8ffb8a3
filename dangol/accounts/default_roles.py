"""The roles an office starts with, made from whatever permissions the apps declare."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import AccessChange, Grant, OfferedRight, Role
from dangol.kit.access import Permission, Scope, permissions

# rights without rows that are not administration
RIGHTS = {"add", "export", "bulk", "merge", "reveal", "approve"}

# nobody's own: a right to them reaches all of them, whatever its scope
OFFICE = {"catalog.product", "catalog.pricelist"}

LATER = "+"  # marks a single right as offered by its own name, whatever its verb had given


class DefaultRole(NamedTuple):
    """A role by the verbs it may use and how far; `everything` is the administrator's.

    `also` are single permissions by name: those of no verb here, or that reach further. Of the
    records of the whole office (OFFICE) a role that `only_reads` them gets no more than a look.
    """

    name: str | Promise
    description: str | Promise
    verbs: Mapping[str, Scope] = {}
    everything: bool = False
    also: Mapping[str, Scope] = {}
    only_reads: bool = False

    def scope_for(self, name: str, declared: Permission) -> Scope | None:
        """How far the role gets this permission; rights without rows are all or nothing."""
        if self.everything:
            return Scope.ALL
        if name in self.also:
            return self.also[name]
        app, right = name.split(".")
        verb, noun = right.split("_", 1)
        if self.only_reads and f"{app}.{noun}" in OFFICE and verb != "view":
            return None
        scope = self.verbs.get(verb)
        if declared.scoped or scope is None:
            return scope
        return Scope.ALL if verb in RIGHTS else None


OWN, BELOW, ALL = Scope.OWN, Scope.BELOW, Scope.ALL
_DEALT = (
    "customers.customer", "activities.activity", "sales.lead", "sales.deal",
    "sales.dealregistration", "sales.plannedsale", "orders.quote", "orders.order",
)  # fmt: skip


def _of_dealers() -> dict[str, Scope]:
    """What dealers work with, as far as their own department; products to look at."""
    found = {"catalog.view_product": ALL, "customers.reveal_customer": ALL}
    for name in _DEALT:
        app, noun = name.split(".")
        for verb in ("view", "add", "change"):
            found[f"{app}.{verb}_{noun}"] = ALL if verb == "add" else Scope.DEPARTMENT
    return found


SEND, SEND_AD = "messaging.send_message", "messaging.send_ad"
DEFAULT_ROLES = {
    "admin": DefaultRole(_("관리자"), _("모든 일을 하고 권한을 나눠 줍니다."), everything=True),
    "leader": DefaultRole(
        _("팀장"),
        _("부서와 하위 부서의 기록을 다루고 내보냅니다."),
        {
            **dict.fromkeys(("view", "add", "change", "delete"), BELOW),
            **dict.fromkeys(("export", "bulk", "merge", "reveal", "approve"), ALL),
        },
        also={SEND: ALL, SEND_AD: ALL},
    ),
    "rep": DefaultRole(
        _("영업사원"),
        _("자기가 맡은 기록만 다룹니다."),
        {"view": OWN, "add": ALL, "change": OWN, "delete": OWN, "reveal": ALL},
        also={SEND: ALL},
        only_reads=True,
    ),
    "agent": DefaultRole(
        _("상담원"),
        _("누구의 전화든 받아 기록합니다. 지우거나 내보내지 못합니다."),
        {"view": ALL, "add": ALL, "change": ALL, "reveal": ALL},
        also={SEND: ALL},
        only_reads=True,
    ),
    "marketer": DefaultRole(
        _("마케터"),
        _("세그먼트를 만들어 보내고, 모든 고객을 보고 내보냅니다. 연락처는 가려집니다."),
        {"view": ALL, "bulk": ALL, "export": ALL},
        also={
            SEND: ALL,
            SEND_AD: ALL,
            **{
                f"{app}.{verb}_{noun}": ALL if verb == "add" else OWN
                for app, noun in (("segments", "segment"), ("messaging", "template"))
                for verb in ("add", "change", "delete")
            },
            "messaging.change_message": OWN,
        },
    ),
    "dealer": DefaultRole(
        _("대리점"),
        _("대리점 직원. 자기 대리점의 고객·거래·견적만 다루고, 거래를 등록합니다."),
        also=_of_dealers(),
    ),
    "viewer": DefaultRole(_("조회 전용"), _("보기만 합니다. 연락처는 가려집니다."), {"view": ALL}),
}


@transaction.atomic
def install_default_roles() -> int:
    """Make the default roles, and offer them permissions declared since; says how many grants.

    Safe to run at every start: what an office took from a role stays taken, a deleted role stays
    deleted, a renamed one is known by its key. Single rights a default got later (`also`) are
    given once, and only to a role nobody changed. What a role that was there before gets is
    written into the record of rights.
    """
    offered: dict[str, set[str]] = {}
    for key, permission in OfferedRight.objects.values_list("role_key", "permission"):
        offered.setdefault(key, set()).add(permission)
    made = 0
    for order, (key, default) in enumerate(DEFAULT_ROLES.items()):
        had = offered.get(key, set())
        role = _role(key, default, order, is_new=key not in offered)
        news = {name for name, _declared in permissions if name not in had}
        late = {name for name in default.also if name in permissions and name + LATER not in had}
        OfferedRight.objects.bulk_create(
            OfferedRight(role_key=key, permission=name)
            for name in sorted(news | {name + LATER for name in late})
        )
        if role is not None:
            late = late if _is_untouched(role, default) else set()
            made += _grant(role, default, news | late, is_told=key in offered)
    return made


def _role(key: str, default: DefaultRole, order: int, *, is_new: bool) -> Role | None:
    role = Role.objects.filter(key=key).first()
    if role is None and is_new:
        role, _made = Role.objects.get_or_create(
            name=str(default.name),
            defaults={"description": str(default.description), "order": order},
        )
        Role.objects.filter(pk=role.pk).update(key=key)
    return role


def _is_untouched(role: Role, default: DefaultRole) -> bool:
    """Whether nobody renamed it or changed one of its rights, as the record of rights tells."""
    changed = AccessChange.objects.filter(
        what=AccessChange.What.GRANT, role_name=role.name, actor__isnull=False
    )
    return role.name == str(default.name) and not changed.exists()


def _grant(role: Role, default: DefaultRole, names: set[str], *, is_told: bool) -> int:
    held = set(role.grants.values_list("permission", flat=True))
    scopes = {name: default.scope_for(name, permissions[name]) for name in sorted(names - held)}
    grants = [
        Grant(role=role, permission=name, scope=scope) for name, scope in scopes.items() if scope
    ]
    if is_told:
        AccessChange.objects.bulk_create(
            AccessChange(
                what=AccessChange.What.GRANT,
                role_name=role.name,
                permission=grant.permission,
                after=str(Scope(grant.scope).label),
            )
            for grant in grants
        )
    return len(Grant.objects.bulk_create(grants))
