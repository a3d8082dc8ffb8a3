"""Settings pages of webhooks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.api import queries, services
from dangol.api.forms import WebhookForm
from dangol.api.models import Delivery, Webhook
from dangol.api.registry import event_choices
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.logs import log_page
from dangol.kit.pages import render_page

MANAGE = "api.manage_webhooks"


@require_GET
@needs(MANAGE)
def webhook_list(request: UserRequest) -> HttpResponse:
    return render(request, "api/webhook_list.html", {"webhooks": queries.webhooks()})


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def webhook_add(request: UserRequest) -> HttpResponse:
    form = WebhookForm(request.POST or None)
    if webhook := submit(form, services.add_webhook, actor=request.user):
        messages.success(request, _("웹훅을 만들었습니다. 시험 전송으로 확인해 보세요."))
        return redirect("webhooks:detail", webhook.pk)
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def webhook_edit(request: UserRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    initial = {"name": webhook.name, "url": webhook.url, "events": webhook.events}
    form = WebhookForm(request.POST or None, initial=initial)
    if submit(form, services.change_webhook, webhook, actor=request.user):
        messages.success(request, _("저장했습니다."))
        return redirect("webhooks:detail", pk)
    return _form(request, form, webhook)


@require_GET
@needs(MANAGE)
def webhook_detail(request: UserRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    names = dict(event_choices())
    context = {
        "webhook": webhook,
        "events": [names.get(name, name) for name in webhook.events],
        "page": log_page(request, queries.deliveries_of(webhook)),
    }
    return render_page(request, "api/webhook_detail.html", context, fragment="results")


@require_POST
@needs(MANAGE)
def webhook_act(request: UserRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook, pk=pk)
    match request.POST.get("act"):
        case "test":
            services.send_test(webhook, actor=request.user)
            messages.success(request, _("시험 전송을 보냈습니다. 결과는 아래에 나타납니다."))
        case "on" | "off" as act:
            services.change_webhook(webhook, is_active=act == "on", actor=request.user)
        case "renew":
            services.renew_secret(webhook, actor=request.user)
            messages.success(request, _("서명 키를 바꿨습니다. 받는 쪽에도 새 키를 넣어 주세요."))
        case "remove":
            services.remove_webhook(webhook, actor=request.user)
            messages.success(request, _("웹훅을 지웠습니다."))
            return redirect("webhooks:list")
    return redirect("webhooks:detail", pk)


@require_POST
@needs(MANAGE)
def delivery_again(request: UserRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery, pk=pk)
    try:
        services.send_again(delivery)
        messages.success(request, _("다시 보냈습니다."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect("webhooks:detail", delivery.webhook_id)


def _form(request: UserRequest, form: WebhookForm, webhook: Webhook | None) -> HttpResponse:
    context = {"form": form, "webhook": webhook}
    status = 422 if form.is_bound else 200
    return render(request, "api/webhook_form.html", context, status=status)
