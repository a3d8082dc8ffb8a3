"""Settings: the office's own codes, fields, numbers and preferences."""

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.codes import numbers, preferences, services
from dangol.codes.forms import CodeForm, FieldForm, PatternForm, preferences_form
from dangol.codes.models import Code, CustomField
from dangol.codes.registry import custom_records, groups, numbered_records
from dangol.codes.settings_menu import settings_lines
from dangol.kit.access import needs, needs_login
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.personal import client_address


@require_GET
@needs_login
def settings_home(request: HttpRequest) -> HttpResponse:
    """The first settings page the person may open."""
    person: Any = request.user
    first = next(settings_lines(person.has_perm), None)
    if first is None:
        raise PermissionDenied
    return redirect(first.url)


@require_http_methods(["GET", "POST"])
@needs("codes.manage_settings")
def preferences_page(request: HttpRequest, name: str) -> HttpResponse:
    if name not in preferences.pages:
        raise Http404
    page = preferences.pages[name]
    now = preferences.get(page.kind)
    form = preferences_form(page.kind, now, request.POST or None)

    def save(**values: Any) -> bool:
        kept = {item.name: getattr(now, item.name) for item in fields(page.kind)}
        new = page.kind(**{**kept, **values})
        if page.check:
            page.check(new, client_address(request))
        preferences.put(new, actor=request.user)
        return True

    if submit(form, save):
        messages.success(request, _("저장했습니다."))
        return redirect(request.path)
    context = {"page": page, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "codes/preferences.html", context, status=status)


@require_GET
@needs("codes.manage_codes")
def codes(request: HttpRequest, group: str = "") -> HttpResponse:
    names = [name for name, _group in groups]
    group = group or (names[0] if names else "")
    if group and group not in groups:
        raise Http404
    context = {
        "groups": [(name, declared.label) for name, declared in groups],
        "group": group,
        "declared": groups[group] if group else None,
        "rows": Code.objects.filter(group=group).order_by("-is_active", "order", "pk"),
    }
    return render(request, "codes/codes.html", context)


@require_http_methods(["GET", "POST"])
@needs("codes.manage_codes")
def code_add(request: HttpRequest, group: str) -> HttpResponse:
    if group not in groups:
        raise Http404
    form = CodeForm(request.POST or None, initial={"color": Code.Color.SLATE})
    if submit(form, services.add_code, group, actor=request.user):
        return redirect("codes:group", group)
    context = {"form": form, "group": group, "declared": groups[group]}
    return _form(request, "codes/code_form.html", context)


@require_http_methods(["GET", "POST"])
@needs("codes.manage_codes")
def code_edit(request: HttpRequest, pk: int) -> HttpResponse:
    code = get_object_or_404(Code, pk=pk)
    initial = {"label": code.label, "color": code.color}
    form = CodeForm(request.POST or None, initial=initial)
    if submit(form, services.change_code, code, actor=request.user):
        return redirect("codes:group", code.group)
    context = {"form": form, "code": code, "group": code.group, "declared": _declared(code)}
    return _form(request, "codes/code_form.html", context)


def _declared(code: Code) -> Any:
    return dict(groups).get(code.group)


@require_POST
@needs("codes.manage_codes")
def code_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Retire, bring back or delete a code."""
    code = get_object_or_404(Code, pk=pk)
    _act(request, code, services.change_code, services.remove_code)
    return redirect("codes:group", code.group)


@require_POST
@needs("codes.manage_codes")
def code_order(request: HttpRequest, group: str) -> HttpResponse:
    services.order_codes(group, _ids(request), actor=request.user)
    messages.success(request, _("순서를 바꿨습니다."))
    return redirect("codes:group", group)


@require_GET
@needs("codes.manage_codes")
def custom_fields(request: HttpRequest, record: str = "") -> HttpResponse:
    names = [name for name, _label in custom_records]
    record = record or (names[0] if names else "")
    if record and record not in custom_records:
        raise Http404
    context = {
        "records": list(custom_records),
        "record": record,
        "label": custom_records[record] if record else "",
        "rows": CustomField.objects.filter(record=record).order_by("-is_active", "order", "pk"),
    }
    return render(request, "codes/fields.html", context)


@require_http_methods(["GET", "POST"])
@needs("codes.manage_codes")
def field_add(request: HttpRequest, record: str) -> HttpResponse:
    if record not in custom_records:
        raise Http404
    form = FieldForm(request.POST or None)
    if submit(form, services.add_field, record, actor=request.user):
        return redirect("codes:record_fields", record)
    context = {"form": form, "record": record, "label": custom_records[record]}
    return _form(request, "codes/field_form.html", context)


@require_http_methods(["GET", "POST"])
@needs("codes.manage_codes")
def field_edit(request: HttpRequest, pk: int) -> HttpResponse:
    field = get_object_or_404(CustomField, pk=pk)
    lines = "\n".join(choice["label"] for choice in field.choices if choice["active"])
    initial = {name: getattr(field, name) for name in ("label", "kind", "is_required", "help")}
    form = FieldForm(request.POST or None, initial={**initial, "choices": lines})
    if submit(form, services.change_field, field, actor=request.user):
        return redirect("codes:record_fields", field.record)
    label = dict(custom_records).get(field.record, "")
    context = {"form": form, "field": field, "record": field.record, "label": label}
    return _form(request, "codes/field_form.html", context)


@require_POST
@needs("codes.manage_codes")
def field_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Retire, bring back or delete a field."""
    field = get_object_or_404(CustomField, pk=pk)
    _act(request, field, services.change_field, services.remove_field)
    return redirect("codes:record_fields", field.record)


@require_POST
@needs("codes.manage_codes")
def field_order(request: HttpRequest, record: str) -> HttpResponse:
    services.order_fields(record, _ids(request), actor=request.user)
    messages.success(request, _("순서를 바꿨습니다."))
    return redirect("codes:record_fields", record)


@require_http_methods(["GET", "POST"])
@needs("codes.manage_codes")
def number_patterns(request: HttpRequest) -> HttpResponse:
    """All numbered records; a POST changes the pattern of one."""
    record = request.POST.get("record", "")
    if request.method == "POST" and record not in numbered_records:
        raise Http404
    rows = []
    for name, declared, pattern, coming in numbers.patterns():
        posted = request.POST if name == record else None
        form = PatternForm(posted, initial={"pattern": pattern}, auto_id=f"id_{name}_%s")
        if posted and submit(form, _set_pattern, name, actor=request.user):
            messages.success(request, _("다음 번호부터 이 형식으로 매깁니다."))
            return redirect("codes:numbers")
        rows.append((name, declared, form, coming))
    status = 422 if request.method == "POST" else 200
    return render(request, "codes/numbers.html", {"rows": rows}, status=status)


def _set_pattern(record: str, *, pattern: str, actor: Any) -> Any:
    try:
        return numbers.set_pattern(record, pattern, actor=actor)
    except ValidationError as error:
        raise ValidationError({"pattern": error.messages}) from None


def _act(request: HttpRequest, row: Any, change: Any, remove: Any) -> None:
    act = request.POST.get("act")
    try:
        if act == "remove":
            remove(row, actor=request.user)
        elif act in ("retire", "restore"):
            change(row, actor=request.user, is_active=act == "restore")
    except Refused as error:
        messages.error(request, str(error))


def _ids(request: HttpRequest) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("ids") if pk.isdecimal() and len(pk) < 19]


def _form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return render(request, template, context, status=status)
