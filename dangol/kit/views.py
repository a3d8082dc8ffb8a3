"""The style page: every component and state, with made-up people."""

from datetime import timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from dangol.kit.korean.phones import format_phone, parse_phone

MENU = [
    {
        "label": "",
        "items": [
            {"label": _("홈"), "url": "#", "icon": "house", "tab": True},
            {"label": _("알림"), "url": "#", "icon": "inbox", "count": 7, "hot": True, "tab": True},
        ],
    },
    {
        "label": _("고객"),
        "items": [
            {"label": _("고객"), "url": "#", "icon": "users", "count": "12,847", "tab": True},
            {"label": _("가져오기"), "url": "#", "icon": "file-up"},
        ],
    },
    {
        "label": _("설정"),
        "items": [
            {"label": _("부품 모음"), "url": "", "icon": "shapes", "current": True, "tab": True}
        ],
    },
]
HUES = ["slate", "blue", "violet", "green", "teal", "amber", "orange", "red"]
ROWS = [
    (_("카페 하늘나래"), "org", "customer", _("고객"), "VIP", "01044442741", 38_420_000),
    (_("한누리병원"), "org", "prospect", _("잠재고객"), "A", "01033338830", None),
    (_("윤하나"), "", "customer", _("고객"), "A", "01022225512", 2_184_000),
    (_("베이커리 한낮"), "org", "customer", _("고객"), "B", "01011111093", 9_760_000),
    (_("박하늬"), "", "dormant", _("휴면"), "C", "0317774419", 612_000),
]
LADDER = [
    {"label": _("고객유도"), "note": "2022.08", "done": True},
    {"label": _("잠재고객"), "note": "2022.09", "done": True},
    {"label": _("고객"), "note": "2022.10", "current": True},
]
COLUMNS = [
    {"name": "stage", "label": _("단계"), "shown": True},
    {"name": "grade", "label": _("등급"), "shown": True},
    {"name": "phone", "label": _("휴대전화"), "shown": False},
]


class SampleForm(forms.Form):
    name = forms.CharField(
        label=_("고객 이름"), help_text=_("간판에 적힌 이름을 그대로 적어 주세요.")
    )
    phone = forms.RegexField(
        r"01\d-\d{3,4}-\d{4}",
        label=_("휴대전화"),
        required=False,
        error_messages={"invalid": _("숫자 하나가 모자랍니다. 예: 010-1234-5678")},
    )
    amount = forms.IntegerField(label=_("예상 금액"), required=False, localize=True)
    stage = forms.ChoiceField(
        label=_("단계"), choices=[("target", _("고객유도")), ("customer", _("고객"))]
    )
    kind = forms.ChoiceField(
        label=_("어떤 고객"),
        choices=[("company", _("회사")), ("person", _("개인")), ("both", _("둘 다"))],
        widget=forms.RadioSelect,
    )
    consents = forms.MultipleChoiceField(
        label=_("수신 동의"),
        choices=[("sms", _("문자")), ("mail", _("메일"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    memo = forms.CharField(label=_("메모"), widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label=_("개인정보 처리방침을 알렸습니다"), required=False)


@require_GET
@login_not_required
def style_page(request: HttpRequest) -> HttpResponse:
    form = SampleForm(
        {
            "name": _("카페 하늘나래"),
            "phone": "010-7712-448",
            "kind": "both",
            "stage": "customer",
        }
    )
    now = timezone.now()
    context = {
        "menu": MENU,
        "company": _("봄결커피"),
        "me": {"name": _("윤서현 대리"), "note": _("영업1팀")},
        "unread": 4,
        "form": form,
        "hues": HUES,
        "rows": ROWS,
        "ladder": LADDER,
        "columns": COLUMNS,
        "steps": [_("파일"), _("연결"), _("확인")],
        "tags": [_("에스프레소"), _("월말 결제")],
        "kind_icons": {"company": "building-2", "person": "user-round", "both": "handshake"},
        "kind_notes": {"company": _("거래처와 키맨을 앞에 둡니다.")},
        "moments": [now - timedelta(minutes=n) for n in (0, 12, 200, 1500, 5000, 20000)],
        "today": timezone.localdate(),
        "soon": timezone.localdate() + timedelta(days=6),
        "late": timezone.localdate() - timedelta(days=3),
    }
    return render(request, "kit/style_page.html", context)


@require_POST
@login_not_required
def style_act(request: HttpRequest) -> HttpResponse:
    """What an act answers: nothing to swap, a toast that can be undone, the dialog is done."""
    toast = {"text": str(_("카페 하늘나래를 고객으로 옮겼습니다.")), "undo": request.path}
    response = HttpResponse(status=204)
    trigger_client_event(response, "done")
    return trigger_client_event(response, "toast", toast)


@require_POST
@login_not_required
def style_cell(request: HttpRequest) -> HttpResponse:
    """What a corrected cell answers: the new cell, or why not."""
    number = parse_phone(request.POST.get("phone", ""))
    if number is None:
        return HttpResponse(_("전화번호가 아닙니다. 예: 010-1234-5678"), status=422)
    cell = '<td class="hide num" data-edit="phone" data-url="{}" tabindex="0">{}</td>'
    return HttpResponse(format_html(cell, request.path, format_phone(number.digits)))


@require_http_methods(["GET", "POST"])
@login_not_required
def style_panel(request: HttpRequest) -> HttpResponse:
    """What fills the side panel: a form, again with its errors (422), or that it is done."""
    form = SampleForm(request.POST or None, prefix="new")
    if form.is_valid():
        return style_act(request)
    status = 422 if form.is_bound else 200
    return render(request, "kit/style_panel.html", {"form": form}, status=status)
