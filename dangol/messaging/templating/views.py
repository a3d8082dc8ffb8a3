"""Pages of message templates: the list, one template, its editor."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.errors import Conflict, Refused
from dangol.kit.forms import submit
from dangol.messaging.senders.models import Medium
from dangol.messaging.templating import services
from dangol.messaging.templating.forms import TemplateForm, initial_of, words_from
from dangol.messaging.templating.lists import TemplateList
from dangol.messaging.templating.models import Template
from dangol.messaging.templating.pages import editor_context
from dangol.messaging.templating.queries import templates_seen_by, versions_of, words_of
from dangol.messaging.templating.words import Words
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page

VIEW, ADD, CHANGE, DELETE = (
    f"messaging.{verb}_template" for verb in ("view", "add", "change", "delete")
)


def template_or_404(request: UserRequest, pk: int, verb: str = "view") -> Template:
    """The template, 404 when the person may not see (or change) it."""
    return get_object_or_404(templates_seen_by(request.user, verb), pk=pk)


@require_GET
@needs(VIEW)
def template_list(request: UserRequest) -> HttpResponse:
    context = {"media": Medium.choices}
    return list_page(request, TemplateList, "messaging/templating/template_list.html", **context)


@require_GET
@needs(VIEW)
def template_detail(request: UserRequest, pk: int) -> HttpResponse:
    template = template_or_404(request, pk)
    may = {verb: templates_seen_by(request.user, verb).filter(pk=pk).exists()
           for verb in ("change", "delete")}  # fmt: skip
    context = {
        "template": template,
        "review": getattr(template, "alimtalk", None),
        "versions": list(versions_of(template)[:20]),
        "may_change": may["change"] and request.user.has_perm(CHANGE),
        "may_delete": may["delete"] and request.user.has_perm(DELETE),
        "may_add": request.user.has_perm(ADD),
        "may_try": template.medium in (Medium.EMAIL, Medium.SMS)
        and request.user.has_perm("messaging.send_message"),
        "neighbours": neighbours(request, TemplateList, template),
    }
    return render(request, "messaging/templating/template_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def template_add(request: UserRequest) -> HttpResponse:
    medium = request.GET.get("medium", Medium.EMAIL)
    if medium not in Medium:
        raise Http404
    form = TemplateForm(request.POST or None, user=request.user, medium=medium)

    def write(**_cleaned: Any) -> Template:
        values, words = form.split()
        values.pop("version")
        return services.write_template(
            medium=medium, words=words, actor=request.user, today=timezone.localdate(), **values
        )

    if request.method == "POST" and (made := submit(form, write)):
        messages.success(request, _("템플릿을 저장했습니다."))
        return redirect(made)
    return _editor(request, form, medium, None)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def template_edit(request: UserRequest, pk: int) -> HttpResponse:
    template = template_or_404(request, pk, "change")
    form = TemplateForm(
        request.POST or None,
        user=request.user,
        medium=template.medium,
        initial=initial_of(template),
    )

    def write(**_cleaned: Any) -> Template:
        values, words = form.split()
        return services.edit_template(
            template, words=words, actor=request.user, today=timezone.localdate(), **values
        )

    try:
        saved = submit(form, write) if request.method == "POST" else None
    except Conflict as error:
        form.add_error(None, str(error))
        saved = None
    if saved:
        messages.success(request, _("템플릿을 저장했습니다."))
        return redirect(saved)
    return _editor(request, form, template.medium, template)


def _editor(
    request: UserRequest, form: TemplateForm, medium: str, template: Template | None
) -> HttpResponse:
    if request.method == "POST":
        words = words_from(request.POST)
    else:
        words = words_of(template.current) if template and template.current else Words()
    context = {
        "form": form,
        "template": template,
        "medium_label": Medium(medium).label,
        "review": getattr(template, "alimtalk", None) if template else None,
        **editor_context(medium, words),
    }
    status = 422 if form.errors else 200
    return render(request, "messaging/templating/template_form.html", context, status=status)


@require_POST
@needs(ADD)
def template_copy(request: UserRequest, pk: int) -> HttpResponse:
    template = template_or_404(request, pk)
    try:
        made = services.copy_template(template, actor=request.user, today=timezone.localdate())
    except Refused as error:
        messages.error(request, str(error))
        return redirect(template)
    messages.success(request, _("복제했습니다. 이름을 바꾸고 고쳐 쓰세요."))
    return redirect("messaging:template_edit", made.pk)


@require_POST
@needs(CHANGE)
def template_active(request: UserRequest, pk: int) -> HttpResponse:
    template = template_or_404(request, pk, "change")
    is_active = not template.is_active
    services.set_active(template, is_active=is_active, actor=request.user)
    messages.success(request, _("다시 씁니다.") if is_active else _("이제 쓰지 않습니다."))
    return redirect(template)


@require_POST
@needs(CHANGE)
def template_restore(request: UserRequest, pk: int, number: int) -> HttpResponse:
    template = template_or_404(request, pk, "change")
    version = get_object_or_404(template.versions, number=number)
    services.restore_version(template, version, actor=request.user)
    messages.success(request, _("%(n)d판의 글로 되돌렸습니다.") % {"n": number})
    return redirect(template)


@require_POST
@needs(DELETE)
def template_remove(request: UserRequest, pk: int) -> HttpResponse:
    services.remove_template(template_or_404(request, pk, "delete"), actor=request.user)
    messages.success(request, _("템플릿을 지웠습니다. 이미 보낸 메시지는 그대로입니다."))
    return redirect("messaging:template_list")
