"""The list of quotas."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Date, Person, Text, Won
from dangol.kit.lists import Column, FirstStep, RecordList
from dangol.kit.money import won
from dangol.targets.models import Quota
from dangol.workspace.queries import people, person_name


def _whose(row: Quota) -> str:
    if row.department:
        return _t("%(name)s(부서)") % {"name": row.department.name}
    if row.territory:
        return _t("%(name)s(권역)") % {"name": row.territory.name}
    return person_name(row.owner_id)


class QuotaList(RecordList):
    """Quotas of the people, teams and territories the user may see."""

    key = "targets.quota"
    model = Quota
    url_name = "targets:quota_list"
    title = _("할당")
    unit = _("%(n)s건")
    quick = ("owner",)
    default_columns = ("owner", "month", "product", "amount")
    default_sort = "-month"
    empty_title = _("아직 할당이 없습니다.")
    empty_text = _("한 해의 금액을 열두 달에 나누거나, 파일로 가져오세요.")
    first_steps = (FirstStep(_("한 해 나누기"), "targets:quota_spread", "targets.add_quota"),)
    columns = (
        Column("owner", _("누구"), lambda row, look: look.link(row, _whose(row)),
               reads=("owner_id", "department__name", "territory__name"), value="owner__name",
               main=True),
        Column("department", _("부서"), reads=("department__name",), value="department__name"),
        Column("territory", _("권역"), reads=("territory__name",), value="territory__name"),
        Column("month", _("달"), text=lambda value: f"{value:%Y.%m}" if value else "",
               sort="-month", phone="under"),
        Column("product", _("상품"), reads=("product__name",), value="product__name"),
        Column("amount", _("할당 금액"), text=won, align="r num", phone="end"),
    )  # fmt: skip
    attributes = (
        Person("owner", _("담당"), "owner_id", options=people),
        Date("month", _("달")),
        Won("amount", _("할당 금액")),
        Text("department", _("부서"), "department__name"),
        Text("territory", _("권역"), "territory__name"),
        Text("product", _("상품"), "product__name"),
    )
