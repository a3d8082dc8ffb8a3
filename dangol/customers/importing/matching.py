"""Which rows are customers that are there already, and which companies people work for."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.customers.importing.drafts import COMPANY, Draft, host_of
from dangol.customers.parties.models import ContactPoint, Customer
from dangol.imports.bulk import among
from dangol.imports.importers import CREATE, REFUSE, SKIP, UPDATE, Verdict
from dangol.kit.korean.names import strip_company_marks, without_company_marks

FILL, OVERWRITE = "fill", "overwrite"
KEYS: dict[str, str | Promise] = {
    "number": gettext_lazy("고객번호"),
    "business_number": gettext_lazy("사업자등록번호"),
    "email": gettext_lazy("이메일"),
    "name_phone": gettext_lazy("이름 + 전화"),
    "phone": gettext_lazy("전화"),
}
_FORMS = ("{}", "(주){}", "㈜{}", "(주) {}", "{}(주)", "주식회사 {}", "{} 주식회사", "{}㈜")
_BITS = 1 << 27

Key = tuple[str, str]
Found = dict[Key, list[int]]


class Matching:
    """Looks for doubles and companies a chunk at a time: one query for each kind of key."""

    def __init__(self, actor: Any, actions: dict[str, str], *, is_dry: bool) -> None:
        self.actor, self.is_dry = actor, is_dry
        self.actions = {"number": SKIP, **actions}
        # a number is looked up in any case: no two customers can have the same
        self.keys = [k for k in KEYS if k == "number" or self.actions.get(k, CREATE) != CREATE]
        self.seen = bytearray(_BITS // 8) if is_dry else bytearray()
        self.hosts: dict[str, tuple[int, str]] | None = None

    def match(self, verdicts: Sequence[Verdict]) -> None:
        drafts = [v.draft for v in verdicts if v.act != REFUSE and v.draft]
        found = self._in_database([key for draft in drafts for key in draft.keys])
        mine = self._changeable({pk for ids in found.values() for pk in ids})
        here: dict[Key, Draft] = {}
        for draft in drafts:
            self._settle(draft, found, mine, here)
        self._find_companies([d for d in drafts if d.verdict and d.verdict.act != REFUSE])

    def keys_of(self, draft: Draft) -> list[Key]:
        """What the row can be known by, in the order of the keys."""
        given: dict[str, list[str]] = {
            "number": [draft.number],
            "business_number": [draft.values.get("business_number", "")],
            "email": [p.value for p in draft.points if p.medium == "email"],
            "phone": [p.value for p in draft.points if p.medium == "phone"],
        }
        name = name_key(draft.name)
        given["name_phone"] = [f"{value} {name}" for value in given["phone"]]
        return [(key, value) for key in self.keys for value in given[key] if value]

    def _in_database(self, keys: Iterable[Key]) -> Found:
        wanted: dict[str, set[str]] = {}
        for key, value in keys:
            wanted.setdefault(key, set()).add(value)
        found: Found = {}
        for column in ("number", "business_number"):
            if values := wanted.get(column):
                rows = Customer.objects.filter(**{f"{column}__in": among(values)})
                for value, pk in rows.values_list(column, "pk"):
                    found.setdefault((column, value), []).append(pk)
        phones = wanted.get("phone", set())
        phones = phones | {value.partition(" ")[0] for value in wanted.get("name_phone", ())}
        for medium, values in (("email", wanted.get("email", set())), ("phone", phones)):
            if values:
                self._by_points(medium, values, found)
        return found

    def _by_points(self, medium: str, values: set[str], found: Found) -> None:
        rows = ContactPoint.objects.filter(value__in=among(values), medium=medium)
        for value, pk, name in rows.values_list("value", "customer_id", "customer__name"):
            found.setdefault((medium, value), []).append(pk)
            if medium == "phone":
                found.setdefault(("name_phone", f"{value} {name_key(name)}"), []).append(pk)

    def _changeable(self, ids: set[int]) -> set[int]:
        if self.actor is None or not ids:
            return ids
        rows = Customer.objects.visible_to(self.actor, "change").filter(pk__in=ids)
        return set(rows.values_list("pk", flat=True))

    def _settle(
        self,
        draft: Draft,
        found: Found,
        mine: set[int],
        here: dict[Key, Draft],
    ) -> None:
        if (verdict := draft.verdict) is None:
            return
        for key in draft.keys:
            if key in found:
                self._double(verdict, draft, key[0], sorted(set(found[key])), mine)
                break
            if key in here or self._seen_before(key):
                self._repeated(verdict, draft, key[0], here.get(key))
                break
        for key in draft.keys:
            if verdict.act == CREATE:
                here.setdefault(key, draft)
            self._remember(key)

    def _double(
        self, verdict: Verdict, draft: Draft, key: str, ids: list[int], mine: set[int]
    ) -> None:
        """The customer is there already; what happens is what was chosen for the key."""
        action = self.actions[key]
        verdict.remarks.append(_("이미 있음: %(key)s") % {"key": KEYS[key]})
        if action == SKIP:
            verdict.act = SKIP
        elif action == CREATE:
            verdict.refuse(-1, _("이미 쓰고 있는 고객번호입니다."))
        elif len(ids) > 1:
            text = _("%(key)s(으)로 찾은 고객이 %(n)d명이라 고칠 수 없습니다.")
            verdict.refuse(-1, text % {"key": KEYS[key], "n": len(ids)})
        elif ids[0] not in mine:
            verdict.refuse(-1, _("이미 등록된 고객이지만 고칠 권한이 없습니다."))
        else:
            verdict.act, draft.target = UPDATE, ids[0]
            draft.values["_mode"] = action

    def _repeated(self, verdict: Verdict, draft: Draft, key: str, first: Draft | None) -> None:
        """The file names the customer twice; the later row follows the same choice."""
        action = self.actions[key]
        line = first.verdict.row.number if first and first.verdict else 0
        where = _("%(n)d번째 줄과 같음") % {"n": line} if line else _("파일 안에서 겹침")
        verdict.remarks.append(f"{where}: {KEYS[key]}")
        if action == SKIP:
            verdict.act = SKIP
        elif action == CREATE:
            verdict.refuse(-1, _("파일 안에서 고객번호가 겹칩니다."))
        else:
            verdict.act = UPDATE
            if first:
                merge(first, draft, overwrite=action == OVERWRITE)

    def _seen_before(self, key: Key) -> bool:
        """Whether an earlier chunk of a dry run had this key; a bitmap, so nearly always right."""
        return self.is_dry and all(
            self.seen[place >> 3] & 1 << (place & 7) for place in _places(key)
        )

    def _remember(self, key: Key) -> None:
        if self.is_dry:
            for place in _places(key):
                self.seen[place >> 3] |= 1 << (place & 7)

    def _find_companies(self, drafts: Sequence[Draft]) -> None:
        named = [(draft, draft.company) for draft in drafts if draft.company]
        known = self._companies_named({company.name for _draft, company in named})
        here = {name_key(d.name): d for d in drafts if d.kind == COMPANY and is_new(d)}
        for draft, company in named:
            spelled, key = company.name, name_key(company.name)
            if draft.host and draft.host in self._hosts():
                company.target, company.name = self._hosts()[draft.host]
            elif key in known:
                company.target, company.name = known[key]
            else:
                draft.company = here.setdefault(key, company)
            if draft.company and draft.company.name != spelled:
                draft.derived = None
        for draft in drafts:
            if draft.host and not draft.company and draft.kind != COMPANY:
                self._by_host(draft)

    def _companies_named(self, names: set[str]) -> dict[str, tuple[int, str]]:
        if not names:
            return {}
        spelled = set(names)
        for name in names:
            bare = without_company_marks(name)
            spelled |= {form.format(bare) for form in _FORMS}
        rows = self._visible().filter(kind=COMPANY, name__in=among(spelled)).order_by("-pk")
        return {name_key(name): (pk, name) for pk, name in rows.values_list("pk", "name")}

    def _visible(self) -> Any:
        return Customer.objects.visible_to(self.actor) if self.actor else Customer.objects.all()

    def _hosts(self) -> dict[str, tuple[int, str]]:
        """Companies by the host of their homepage, read once; asked only when a file has hosts."""
        if self.hosts is None:
            rows = self._visible().filter(kind=COMPANY).exclude(homepage="", email="")
            self.hosts = {}
            for pk, name, *texts in rows.values_list("pk", "name", "homepage", "email").iterator():
                for host in filter(None, map(host_of, texts)):
                    self.hosts.setdefault(host, (pk, name))
        return self.hosts

    def note_companies(self, drafts: Sequence[Draft]) -> None:
        """Companies just made are found by their host from now on."""
        if self.hosts is not None:
            for draft in drafts:
                host = host_of(draft.values.get("homepage", ""))
                if draft.kind == COMPANY and host and draft.target:
                    self.hosts.setdefault(host, (draft.target, draft.name))

    def _by_host(self, draft: Draft) -> None:
        if found := self._hosts().get(draft.host):
            draft.company, draft.derived = Draft(COMPANY, found[1], target=found[0]), None
        elif draft.verdict:
            text = _("회사 도메인: %(host)s") % {"host": draft.host}
            draft.verdict.remarks.append(text)
            memo = draft.values.get("memo", "")
            draft.values["memo"] = f"{memo}\n{text}".strip()
            draft.derived = None


def is_new(draft: Draft) -> bool:
    """Whether the draft becomes a customer of its own."""
    return draft.verdict is None or draft.verdict.act == CREATE


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    return strip_company_marks(name) or name.lower()


def _places(key: Key) -> tuple[int, int]:
    mixed = hash(key)
    return mixed % _BITS, (mixed >> 32) % _BITS


def merge(first: Draft, later: Draft, *, overwrite: bool) -> None:
    """Bring what a later row of the file says into the customer an earlier row makes."""
    first.derived = None
    for name, value in later.values.items():
        if overwrite or not first.values.get(name):
            first.values[name] = value
    first.custom = {**first.custom, **later.custom} if overwrite else later.custom | first.custom
    first.tags = list(dict.fromkeys([*first.tags, *later.tags]))
    known = {(point.medium, point.value) for point in first.points}
    media = {point.medium for point in first.points}
    first.points += [
        point._replace(is_main=point.is_main and point.medium not in media)
        for point in later.points
        if (point.medium, point.value) not in known
    ]
    if not first.places:
        first.places = later.places
