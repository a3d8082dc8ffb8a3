"""Settings pages of mail accounts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.jobs import enqueue_once
from dangol.messaging.inbox.addresses import copy_address
from dangol.messaging.mailboxes import services
from dangol.messaging.mailboxes.forms import AccountForm, FoldersForm
from dangol.messaging.mailboxes.imap import Found, MailTrouble, Server
from dangol.messaging.mailboxes.jobs import forget_account, read_account
from dangol.messaging.mailboxes.providers import provider_for, providers
from dangol.messaging.mailboxes.queries import accounts_run_by, accounts_seen_by, server_of
from dangol.messaging.rights import ADD_ACCOUNT

PROBED = ("host", "port", "security", "username", "password")
PROBE_SECONDS = 15.0


@require_GET
@needs(ADD_ACCOUNT)
def account_list(request: UserRequest) -> HttpResponse:
    copies = [
        (account, copy_address(account, request.user))
        for account in accounts_seen_by(request.user)
        if account.takes_copies and account.is_active
    ]
    context = {"accounts": accounts_run_by(request.user), "copies": copies}
    return render(request, "messaging/mailboxes/account_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD_ACCOUNT)
def account_add(request: UserRequest) -> HttpResponse:
    chosen = request.GET.get("provider") or provider_for(request.user.email)
    chosen = chosen if chosen in providers else "other"
    provider = providers[chosen]
    initial = {
        "host": provider.host,
        "port": provider.port,
        "security": provider.security,
        "email": request.user.email,
        "username": request.user.email,
        "name": _("내 메일"),
    }
    form = AccountForm(request.POST or None, initial=initial, user=request.user)
    found = _probed(request, form)
    if found is not None and "test" not in request.POST:
        values = form.cleaned_data
        is_shared = values.pop("is_shared", False)
        if account := submit(
            form,
            services.add_account,
            owner=None if is_shared else request.user,
            provider=chosen,
            folders=found,
            actor=request.user,
        ):
            read_account.enqueue(account_id=account.pk)
            messages.success(request, _("메일 계정을 이었습니다. 지금 읽기 시작합니다."))
            return redirect(account)
    context = {"form": form, "providers": list(providers), "chosen": chosen, "hint": provider.hint}
    return _page(request, context, form)


@require_http_methods(["GET", "POST"])
@needs(ADD_ACCOUNT)
def account_edit(request: UserRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(accounts_run_by(request.user), pk=pk)
    names = [name for name in AccountForm.base_fields if hasattr(account, name)]
    initial = {name: getattr(account, name) for name in names if name != "departments"}
    initial["departments"] = account.departments.all()
    form = AccountForm(request.POST or None, initial=initial, user=request.user, account=account)
    found = _probed(request, form)
    is_saved = found is not None and "test" not in request.POST
    if is_saved and submit(form, services.edit_account, account, actor=request.user):
        messages.success(request, _("저장했습니다."))
        return redirect(account)
    hint = providers[account.provider].hint if account.provider in providers else ""
    return _page(request, {"form": form, "account": account, "hint": hint}, form)


def _probed(request: UserRequest, form: AccountForm) -> list[Found] | None:
    """The folders there, after a login with what was typed; None and the reason in the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    values = {name: form.cleaned_data[name] for name in PROBED}
    try:
        if form.account and not values["password"]:
            values["password"] = server_of(form.account).password
        found = services.probe(Server(**values, timeout=PROBE_SECONDS))
    except MailTrouble as trouble:
        form.add_error(None, str(trouble))
        return None
    except Refused as refused:
        form.add_error("password", str(refused))
        return None
    if "test" in request.POST:
        text = _("연결했습니다. 폴더 %(n)s개를 찾았습니다.")
        messages.success(request, text % {"n": len(found)})
    return found


def _page(request: UserRequest, context: dict[str, Any], form: AccountForm) -> HttpResponse:
    template = "messaging/mailboxes/account_form.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_GET
@needs(ADD_ACCOUNT)
def account_detail(request: UserRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(accounts_run_by(request.user), pk=pk)
    context = {
        "account": account,
        "folders": FoldersForm(account=account),
        "departments": account.departments.order_by("name"),
        "copy": copy_address(account, request.user) if account.takes_copies else "",
    }
    return render(request, "messaging/mailboxes/account_detail.html", context)


@require_POST
@needs(ADD_ACCOUNT)
def account_act(request: UserRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(accounts_run_by(request.user), pk=pk)
    match request.POST.get("act"):
        case "read":
            services.edit_account(account, actor=request.user)
            read_account.enqueue(account_id=account.pk)
            messages.success(request, _("지금 읽습니다. 잠시 뒤 메일함에 나타납니다."))
        case "on" | "off" as act:
            services.edit_account(account, is_active=act == "on", actor=request.user)
        case "folders":
            form = FoldersForm(request.POST, account=account)
            if not form.is_valid():
                raise PermissionDenied
            services.choose_folders(account, names=form.cleaned_data["folders"], actor=request.user)
            messages.success(request, _("읽을 폴더를 바꿨습니다."))
        case "remove":
            services.remove_account(account, at=timezone.now(), actor=request.user)
            enqueue_once(forget_account, f"forget:{account.pk}", account_id=account.pk)
            messages.success(request, _("메일 계정을 지웠습니다. 읽어 온 메일은 차례로 지웁니다."))
            return redirect("messaging:account_list")
    return redirect(account)
