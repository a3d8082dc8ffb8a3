"""Articles beside a chat: by what the visitor said, put into the answer under the same id."""

import pytest
from django.urls import reverse

from dangol.chat.testing import hear, make_site
from dangol.knowledge.testing import make_article

pytestmark = pytest.mark.django_db


def test_an_article_goes_into_the_answer(client, choi, park):
    make_article("배송비는 얼마인가요", "5만 원부터 무료입니다.", owner=choi)
    chat = hear(make_site(), "배송비가 얼마예요?").conversation
    client.force_login(choi)

    near = client.get(reverse("chat:articles", args=[chat.pk]))
    article = near.context["articles"][0]
    assert article.title == "배송비는 얼마인가요"
    put = f"{reverse('chat:article_put', args=[chat.pk])}?article={article.pk}"
    filled = client.post(put, {"text": "네,", "client": "abc"}, headers={"HX-Request": "true"})
    assert filled.context["text"] == "네,\n\n5만 원부터 무료입니다.\n"
    assert filled.text.count("<textarea") == 1
    assert "<form" not in filled.text  # the id of the answer and a chosen file stay as they are
    assert chat.messages.count() == 1

    found = client.get(reverse("chat:articles", args=[chat.pk]), {"q": "ㅂㅅㅂ"})
    assert list(found.context["articles"]) == [article]
