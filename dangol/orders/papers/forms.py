"""What people upload for papers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.kit.forms import Form


class SealForm(Form):
    """The picture of the seal."""

    image = forms.FileField(
        label=_("직인 그림"), help_text=_("PNG나 JPEG, 200KB까지. 배경이 투명한 PNG가 좋습니다.")
    )

    def clean_image(self) -> bytes:
        file = self.cleaned_data["image"]
        if file.size > 200_000:
            raise ValidationError(_t("그림이 큽니다. 200KB까지 올릴 수 있습니다."))
        content: bytes = file.read()
        if not content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
            raise ValidationError(_t("PNG나 JPEG 그림을 올려 주세요."))
        return content


class MailForm(Form):
    """The words a paper is mailed with."""

    subject = forms.CharField(label=_("제목"), max_length=200)
    text = forms.CharField(
        label=_("내용"), max_length=5_000, widget=forms.Textarea({"rows": 8}),
        help_text=_("PDF를 붙여 고객의 이메일로 보냅니다."),
    )  # fmt: skip
