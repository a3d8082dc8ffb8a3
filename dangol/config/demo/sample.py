"""Sample customers for an office that sets itself up and wants to see the product filled."""

import random

from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.setup.registry import Sample, samples
from dangol.codes.models import Code
from dangol.config.demo import words
from dangol.config.demo.making import batches
from dangol.config.demo.writing import Office, write_batch
from dangol.customers.models import Customer, Tag
from dangol.kit.jobs import job

COUNT = 200
SEED = 7
NOTE = "예시 자료"


@job(label=_("예시 고객 만들기"))
def make_sample(*, actor_id: int) -> int:
    """Make 200 customers of the administrator's; done once, however often it runs."""
    return fill_sample(User.objects.get(pk=actor_id))


@atomic
def fill_sample(owner: User) -> int:
    """Write the sample customers, tagged 예시 자료 so that one bulk delete takes them out again.

    Returns how many were made, 0 when they are there already.
    """
    tag, is_new = Tag.objects.get_or_create(name=NOTE)
    if not is_new:
        return 0
    today = timezone.localdate()
    batch = next(batches(SEED, COUNT, COUNT, today))
    active = Code.objects.filter(is_active=True).order_by("order")
    office = Office(
        owners=[owner],
        shares=[1],
        grades=list(active.filter(group="customer_grade")),
        sources=list(active.filter(group="source")),
        types=list(active.filter(group="company_type")),
        tags=[Tag.objects.get_or_create(name=name)[0] for name in words.TAGS],
        today=today,
        dice=random.Random(SEED),  # noqa: S311 - made-up data
    )
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    write_batch(batch, office)
    marks = [
        Customer.tags.through(customer_id=pk, tag=tag)
        for pk in Customer.objects.filter(pk__gt=last).values_list("pk", flat=True)
    ]
    Customer.tags.through.objects.bulk_create(marks)
    return len(marks)


def start(actor: User) -> None:
    """Let a worker make them."""
    make_sample.enqueue(actor_id=actor.pk)


samples.add("customers")(
    Sample(
        _("예시 고객 200명"),
        _("지어낸 고객입니다. ‘예시 자료’ 태그로 골라 한꺼번에 지웁니다."),
        start,
    )
)
