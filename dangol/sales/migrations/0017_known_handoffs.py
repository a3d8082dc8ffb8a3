from collections import defaultdict

from django.db import migrations
from django.db.models import Max

from dangol.sales.leads.backfilling import told_by, untold

AT_ONCE = 2_000
# in the language of whoever acted
STATUSES = {
    "수락": "accepted", "Accepted": "accepted", "반려": "returned", "Rejected": "returned",
    "전환": "converted", "Converted": "converted", "종료": "dropped", "Ended": "dropped",
}


def fill(apps, schema_editor):
    """Write the hand-offs the change history knows of, and first acceptance and end of each lead."""
    Lead, Change = apps.get_model("sales", "Lead"), apps.get_model("audit", "Change")
    people = {}
    for pk, name in apps.get_model("accounts", "User").objects.values_list("pk", "name"):
        people[name] = None if name in people else pk  # a name of two people names nobody
    last = Lead.objects.aggregate(last=Max("pk"))["last"] or 0
    for first in range(1, last + 1, AT_ONCE):
        ids = (first, first + AT_ONCE - 1)
        told = defaultdict(list)
        rows = Change.objects.filter(model="sales.lead", record_id__range=ids).order_by("id")
        for pk, *change in rows.values_list("record_id", "at", "actor_id", "values"):
            told[pk].append(change)
        write(apps, [(lead, told_by(told[lead.pk], people, STATUSES))
                     for lead in Lead.objects.filter(pk__range=ids)])


def write(apps, found):
    Handoff, Lead, made = apps.get_model("sales", "LeadHandoff"), apps.get_model("sales", "Lead"), []
    for lead, told in found:
        handoffs = told.handoffs or ([untold(lead)] if lead.given_at else [])
        if handoffs and "answer" not in handoffs[-1]:
            handoffs[-1]["owner_id"] = lead.owner_id
        made += [Handoff(lead=lead, **values) for values in handoffs]
        lead.accepted_at, lead.ended_at = told.accepted_at, told.ended_at
    Handoff.objects.bulk_create(made)
    dated = [lead for lead, _told in found if lead.accepted_at or lead.ended_at]
    Lead.objects.bulk_update(dated, ["accepted_at", "ended_at"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('audit', '__first__'),
        ('sales', '0016_lead_handoffs'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
