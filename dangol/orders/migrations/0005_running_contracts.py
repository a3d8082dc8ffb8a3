from django.db import migrations
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    """Lines hold from the start of their contract; its MRR is booked by the next night."""
    contract = apps.get_model("orders", "Contract").objects
    lines = apps.get_model("orders", "ContractLine").objects
    start = contract.filter(pk=OuterRef("contract_id")).values("starts_on")[:1]
    lines.update(starts_on=Subquery(start))
    lines.update(anchor_on=Coalesce(F("period_on"), F("starts_on")))
    lines.filter(tax=0, supply__gt=0).update(tax_kind="exempt")
    contract.exclude(status="ended").update(moves_on=F("starts_on"))


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_subscriptions")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
