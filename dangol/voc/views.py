"""Pages of the VOC: the list, one voice, judging what was proposed, collecting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.pages import render_page
from dangol.kit.personal import seen
from dangol.voc import improving, services
from dangol.voc.collecting import suggest
from dangol.voc.forms import CollectForm, JudgeForm, LinkForm, VoiceForm
from dangol.voc.jobs import collect_days
from dangol.voc.learning import CAUSE, guesses_for
from dangol.voc.lists import VoiceList
from dangol.voc.models import Voice
from dangol.voc.queries import (
    ignored_words,
    next_to_judge,
    voice_page_of,
    voices_seen_by,
    waiting_count,
)
from dangol.voc.registry import sources
from dangol.workspace.lists.views import list_page

VIEW, ADD, CHANGE, DELETE = (f"voc.{verb}_voice" for verb in ("view", "add", "change", "delete"))
MANAGE = "voc.manage_voc"


def voice_of(request: UserRequest, pk: int, verb: str = "view") -> Voice:
    """The voice of an address; 404 when not visible."""
    voice = voice_page_of(request.user, pk, verb)
    return voice or get_object_or_404(Voice.objects.none(), pk=pk)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def origin_of(voice: Voice) -> tuple[str, str] | None:
    """What the record a voice was found in is called, and its address."""
    name, _sign, pk = (voice.source or "").partition(":")
    if name not in sources:
        return None
    return str(sources[name].label), sources[name].url(_number(pk))


@require_GET
@needs(VIEW)
def voice_list(request: UserRequest) -> HttpResponse:
    user = request.user
    context = {
        "waiting": waiting_count(user),
        "may_add": user.has_perm(ADD),
        "may_judge": user.has_perm(CHANGE),
    }
    return list_page(request, VoiceList, "voc/voice_list.html", **context)


@require_GET
@needs(VIEW)
def voice_detail(request: UserRequest, pk: int) -> HttpResponse:
    voice = voice_of(request, pk)
    if voice.customer_id:
        seen(request, "view", Customer, [voice.customer_id])
    user = request.user
    context = {
        "voice": voice,
        "origin": origin_of(voice),
        "reach": services.reach_of(voice.customer),
        "may_change": user.has_perm(CHANGE) and bool(voice_page_of(user, pk, "change")),
        "may_delete": user.has_perm(DELETE),
        "may_plan": user.has_perm("voc.add_improvement"),
    }
    return render(request, "voc/voice_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def voice_add(request: UserRequest) -> HttpResponse:
    customers = customers_seen_by(request.user)
    picked = customers.filter(pk=_number(request.GET.get("customer", ""))).first()
    form = VoiceForm(request.POST or None, user=request.user, customer=picked)
    if request.method == "POST" and (
        voice := submit(form, services.hear_voice, actor=request.user)
    ):
        return done(request, voice.get_absolute_url(), _("VOC를 등록했습니다."))
    body = "voc/voice_fields.html"
    return side_form(request, form, _("VOC 등록"), body=body, picked=picked, kept=True)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def voice_edit(request: UserRequest, pk: int) -> HttpResponse:
    voice = voice_of(request, pk, "change")
    form = VoiceForm(
        request.POST or None, user=request.user, customer=voice.customer,
        initial=VoiceForm.initial_of(voice),
    )  # fmt: skip
    if request.method == "POST" and submit(form, services.accept_voice, voice, actor=request.user):
        return done(request, voice.get_absolute_url(), _("저장했습니다."))
    return side_form(
        request, form, _("VOC 고치기"), body="voc/voice_fields.html", picked=voice.customer
    )


@require_POST
@needs(DELETE)
def voice_remove(request: UserRequest, pk: int) -> HttpResponse:
    services.remove_voice(voice_of(request, pk, "delete"), actor=request.user)
    return done(request, reverse("voc:voice_list"), _("지웠습니다."))


@require_http_methods(["GET", "POST"])
@needs(ADD)
def voice_from(request: UserRequest, source: str, pk: int) -> HttpResponse:
    """→ VOC: a ticket, chat, call or mail becomes a voice, its kind guessed."""
    found = sources[source].of(request.user, pk) if source in sources else None
    if found is None:
        raise Http404
    known = Voice.objects.filter(source=found.source).first()
    if known and known.state == Voice.State.ACCEPTED:
        visible = voices_seen_by(request.user).filter(pk=known.pk).exists()
        url = known.get_absolute_url() if visible else sources[source].url(pk)
        return done(request, url, _("이미 VOC로 등록되어 있습니다."))
    customer = Customer.objects.filter(pk=found.customer_id or 0).first()
    kind = found.kind or suggest(found.text).kind
    first = {
        "text": found.text, "kind": kind, "channel": found.channel, "severity": found.severity,
        "occurred_at": timezone.localtime(found.at).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    form = VoiceForm(request.POST or None, user=request.user, customer=customer, initial=first)
    given = {"source": found.source, "writer": found.writer, "owner": request.user}
    if request.method == "POST" and submit(form, services.hear_voice, actor=request.user, **given):
        return done(request, sources[source].url(pk), _("VOC를 등록했습니다."))
    return side_form(
        request, form, _("VOC로 보내기"), body="voc/voice_fields.html", picked=customer
    )


@require_GET
@needs(CHANGE)
def triage(request: UserRequest) -> HttpResponse:
    """The next proposed voice, made for the keyboard."""
    return _next(request, after=_number(request.GET.get("after", "")))


def _next(
    request: UserRequest, *, after: int = 0, form: Any = None, voice: Voice | None = None
) -> HttpResponse:
    voice = voice or next_to_judge(request.user, after=after)
    context: dict[str, Any] = {"voice": voice, "may_manage": request.user.has_perm(MANAGE)}
    if voice is None:
        return render_page(request, "voc/triage.html", context, fragment="card")
    if voice.customer_id:
        seen(request, "view", Customer, [voice.customer_id])
    if form is None:
        cause = guesses_for([voice.text], CAUSE)[0] if voice.cause_id is None else None
        first = {
            "cause": voice.cause_id or (cause.label if cause and cause.confidence >= 50 else None),
            "severity": voice.severity, "product": voice.product.name if voice.product else "",
        }  # fmt: skip
        form = JudgeForm(user=request.user, initial=first)
    context |= {
        "form": form,
        "kinds": [(str(n), key, label) for n, (key, label) in enumerate(Voice.Kind.choices, 1)],
        "waiting": waiting_count(request.user),
        "origin": origin_of(voice),
        "reach": services.reach_of(voice.customer),
        "words": [word for word in voice.keywords if word not in ignored_words()],
    }
    status = 422 if form.errors else 200
    return render_page(request, "voc/triage.html", context, fragment="card", status=status)


@require_POST
@needs(CHANGE)
def voice_judge(request: UserRequest, pk: int) -> HttpResponse:
    """One key: accept as a kind, leave out, or leave a word uncounted; then the next one."""
    voice = voice_of(request, pk, "change")
    if word := request.POST.get("ignore"):
        services.ignore_word(word, actor=request.user)
        return _next(request, voice=voice)
    upcoming = next_to_judge(request.user, after=pk)  # before its place in the queue changes
    if request.POST.get("act") == "dismiss":
        services.dismiss_voice(voice, actor=request.user)
    else:
        form = JudgeForm(request.POST, user=request.user)
        kind = request.POST.get("kind") or voice.kind
        if not submit(form, services.accept_voice, voice, actor=request.user, kind=kind):
            return _next(request, voice=voice, form=form)
    if not request.htmx:
        return redirect("voc:triage")
    return _next(request, voice=upcoming if upcoming and upcoming.pk != pk else None)


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def collect(request: UserRequest) -> HttpResponse:
    form = CollectForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        collect_days.enqueue(days=form.cleaned_data["days"], actor_id=request.user.pk)
        return done(
            request, reverse("voc:triage"), _("모으기 시작했습니다. 곧 확인 목록에 올라옵니다.")
        )
    return side_form(request, form, _("VOC 모으기"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def voice_link(request: UserRequest, pk: int) -> HttpResponse:
    voice = voice_of(request, pk, "change")
    form = LinkForm(
        request.POST or None, user=request.user, initial={"improvement": voice.improvement_id}
    )

    def link(improvement: Any) -> bool:
        improving.link_voices([voice], improvement, actor=request.user)
        return True

    if request.method == "POST" and submit(form, link):
        return done(request, voice.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("개선과제에 잇기"))


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def words(request: UserRequest) -> HttpResponse:
    """Words nobody wants to count."""
    if request.method == "POST":
        services.mind_word(request.POST.get("word", ""), actor=request.user)
        messages.success(request, _("다시 셉니다."))
        return redirect("voc:words")
    return render(request, "voc/words.html", {"words": sorted(ignored_words())})
