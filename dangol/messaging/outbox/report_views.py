"""Where providers tell what became of messages."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dangol.messaging.channels.solapi import report_of
from dangol.messaging.outbox.reports import take_reports
from dangol.messaging.senders.models import Channel
from dangol.messaging.senders.secrets import unseal

MOST = 10_000


@csrf_exempt
@require_POST
@login_not_required
def solapi_reports(request: HttpRequest, pk: int) -> HttpResponse:
    """Reports of one channel; whoever sends them must know the channel's webhook secret."""
    channel = Channel.objects.filter(pk=pk, adapter="solapi").first()
    secret = unseal(channel.secret).get("webhook_secret", "") if channel else ""
    given = request.headers.get("X-Solapi-Secret", "")
    if not secret or not constant_time_compare(secret, given):
        return HttpResponse(status=403)
    try:
        rows = json.loads(request.body)
    except ValueError:
        return HttpResponse(status=400)
    if not isinstance(rows, list) or len(rows) > MOST:
        return HttpResponse(status=400)
    reports = [report_of(row) for row in rows if isinstance(row, dict)]
    take_reports([report for report in reports if report], at=timezone.now())
    return HttpResponse(status=200)
