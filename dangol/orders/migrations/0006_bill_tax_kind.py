from django.db import migrations, models
from django.db.models import Exists, OuterRef, Subquery

KINDS = [("taxed", "과세"), ("zero", "영세율"), ("exempt", "면세")]


def fill(apps, schema_editor):
    """Bills without tax are of the kind of what they are for; 면세 where that is not known.

    Those of orders with several kinds stay one taxed bill, as they were sent.
    """
    bills = apps.get_model("orders", "Bill").objects
    line = apps.get_model("orders", "ContractLine").objects.filter(pk=OuterRef("contract_line_id"))
    lines = apps.get_model("orders", "OrderLine").objects.filter(order=OuterRef("order_id"))
    bare = bills.filter(tax=0, credited=None).exclude(supply=0)
    of_contract = bare.filter(contract_line__isnull=False)
    of_contract.update(tax_kind=Subquery(line.values("tax_kind")[:1]))
    rest = bare.filter(contract_line=None)
    is_zero = Exists(lines.filter(tax_kind="zero")), ~Exists(lines.filter(tax_kind="exempt"))
    rest.update(tax_kind="exempt")
    rest.filter(*is_zero).update(tax_kind="zero")
    first = apps.get_model("orders", "Bill").objects.filter(pk=OuterRef("credited_id"))
    credits = bills.filter(credited__isnull=False, tax=0)
    credits.update(tax_kind=Subquery(first.values("tax_kind")[:1]))


class Migration(migrations.Migration):
    dependencies = [("orders", "0005_running_contracts")]
    operations = [
        migrations.AddField(
            model_name="bill",
            name="tax_kind",
            field=models.CharField(
                choices=KINDS, default="taxed", max_length=6, verbose_name="과세 구분"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
