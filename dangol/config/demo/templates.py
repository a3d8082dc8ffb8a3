"""Message templates of the demo company: welcome, birthday, newsletter, delivery notice, letter."""

from datetime import date, datetime, time

from django.core.files.base import ContentFile
from django.utils import timezone

from dangol.accounts.models import User
from dangol.config.demo.pictures import banner
from dangol.messaging.blocks.services import keep_picture
from dangol.messaging.outbox.models import Kind
from dangol.messaging.senders.models import Medium
from dangol.messaging.templating.models import Alimtalk, Template
from dangol.messaging.templating.services import (
    set_code,
    submit_for_review,
    take_review,
    write_template,
)
from dangol.messaging.templating.words import Words

WELCOME = """\
#{호칭}, 봄결커피와 함께해 주셔서 고맙습니다.
궁금한 점은 #{담당자|고객센터}(이/가) 바로 도와드리겠습니다. ☎ #{담당자전화|02-333-0101}"""
BIRTHDAY = """\
#{고객명}님, 생일을 축하드립니다!
[[만약 등급=VIP, A]]
원두 200g을 선물로 보내 드립니다.
[[아니면]]
이번 달 주문에 10% 할인을 드립니다.
[[끝]]
#{담당자|봄결커피} 드림"""
DELIVERY = """\
[봄결커피] 배송 안내

#{고객명}님, 주문하신 상품이 오늘 출발했습니다.

▶ 받는 곳: #{주소}
▶ 문의: #{회사전화}

받으신 뒤 이상이 있으면 바로 알려 주세요."""
DELIVERY_TEXT = "[봄결커피] #{고객명}님, 주문하신 상품이 출발했습니다. 문의 #{회사전화}"
LETTER = """\
#{호칭}, 안녕하십니까.

올 한 해 봄결커피를 아껴 주셔서 **깊이 감사드립니다.** \
#{회사|고객님}의 하루에 좋은 커피 한 잔이 함께했기를 바랍니다.

# 겨울 안내
- 12월 24일부터 1월 1일까지는 배송이 하루씩 늦어집니다.
- 기계 겨울 점검은 #{담당자|고객센터}에게 말씀해 주세요.
[[만약 등급=VIP]]

늘 곁에 계신 #{고객명}님께는 새해 첫 주에 햇원두 한 봉을 따로 보내 드리겠습니다.
[[끝]]

새해에도 평안하시기를 빕니다."""
CALL = """\
안녕하세요, 봄결커피 #{보내는사람}입니다. 광고 전화입니다. 원치 않으시면 말씀해 주세요.
#{호칭}, 지난번 문의하신 정수 필터 교체 시기가 되어 연락드렸습니다."""


def fill_templates(today: date) -> None:
    """One template for each medium, owned by different people."""
    people = list(User.objects.filter(is_active=True).order_by("pk")[:3])
    chief, second = people[0], people[-1]
    _write(chief, today, "신규 고객 환영", Medium.SMS, Kind.INFO, "환영", Words(body=WELCOME))
    _write(second, today, "생일 축하 문자", Medium.SMS, Kind.AD, "기념일",
           Words(subject="생일을 축하드립니다", body=BIRTHDAY))  # fmt: skip
    _write(chief, today, "겨울 뉴스레터", Medium.EMAIL, Kind.AD, "뉴스레터", _newsletter(chief))
    notice = _write(
        second, today, "배송 안내", Medium.KAKAO, Kind.TRANSACTION, "주문",
        Words(body=DELIVERY, fallback=DELIVERY_TEXT,
              buttons=({"kind": "DS", "name": "배송 조회"},)),
    )  # fmt: skip
    _approve(notice, second, today)
    _write(chief, today, "연말 감사 편지", Medium.POST, Kind.AD, "편지",
           Words(subject="한 해 동안 고맙습니다", body=LETTER))  # fmt: skip
    _write(second, today, "필터 교체 전화", Medium.VOICE, Kind.AD, "전화", Words(body=CALL))


def _write(
    owner: User, today: date, name: str, medium: str, kind: str, folder: str, words: Words
) -> Template:
    return write_template(
        name=name, medium=medium, kind=kind, folder=folder, words=words, actor=owner, today=today
    )


def _approve(template: Template, actor: User, today: date) -> None:
    review = Alimtalk.objects.get(template=template)
    set_code(review, code="BOM_DELIVERY_01", actor=actor)
    submit_for_review(template, actor=actor)
    at = timezone.make_aware(datetime.combine(today, time(9)))
    take_review(template, state="approved", text=DELIVERY, at=at, actor=actor)


def _newsletter(owner: User) -> Words:
    picture = keep_picture(ContentFile(banner(), name="winter.png"), actor=owner)
    blocks = [
        {"id": "b1", "kind": "image", "picture": picture.hash, "alt": "겨울 블렌드가 나왔습니다"},
        {"id": "b2", "kind": "heading", "html": "#{호칭}, 겨울 블렌드를 먼저 전합니다"},
        {
            "id": "b3",
            "kind": "text",
            "html": "<p>밤이 길어지는 계절에 어울리게 <strong>더 깊게</strong> 볶았습니다. "
            "초콜릿과 구운 밤의 향이 오래 남습니다.</p>"
            "<ul><li>1kg 32,000원, 12월 한 달</li><li>두 봉부터 배송비 없음</li></ul>",
        },
        {
            "id": "b4",
            "kind": "text",
            "when": "등급=VIP",
            "html": '<p><span class="c-red">VIP</span> 고객께는 드립백 열 개를 드립니다.</p>',
        },
        {"id": "b5", "kind": "button", "label": "겨울 블렌드 보기", "align": "center",
         "href": "https://bom.example.com/winter?c=#{고객번호}"},
        {"id": "b6", "kind": "divider"},
        {
            "id": "b7",
            "kind": "columns",
            "left": {"html": "<p><strong>내리는 법</strong></p><p>물 92도, 2분 30초.</p>"},
            "right": {"html": "<p><strong>다음 소식</strong></p><p>1월에 햇원두가 옵니다.</p>"},
        },
        {"id": "b8", "kind": "customer", "fields": ["고객번호", "등급", "담당자"]},
        {"id": "b9", "kind": "footer", "html": "<p>봄결커피 로스터스 · 서울특별시 마포구</p>"},
    ]  # fmt: skip
    return Words(subject="#{고객명}님, 겨울 블렌드가 나왔습니다", blocks=blocks)
