"""What was wrong with a mail and how it was tamed; shown above the mail."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Problem(TextChoices):
    """One defect of a received mail."""

    TOO_LARGE = "too_large", _("메일이 너무 커서 뒷부분을 읽지 않았습니다.")
    TOO_DEEP = "too_deep", _("메일 안의 메일이 너무 깊어서 안쪽을 펼치지 않았습니다.")
    TOO_MANY_PARTS = "too_many_parts", _("메일의 조각이 너무 많아서 일부만 읽었습니다.")
    HEADERS_CUT = "headers_cut", _("머리글이 너무 커서 일부만 읽었습니다.")
    BODY_CUT = "body_cut", _("본문이 너무 길어서 앞부분만 보여 줍니다.")
    BAD_DATE = "bad_date", _("보낸 날짜를 읽을 수 없어 받은 시각으로 대신했습니다.")
    BAD_SENDER = "bad_sender", _("보낸사람 주소를 읽을 수 없습니다.")
    WRONG_CHARSET = "wrong_charset", _("적힌 글자 종류와 실제가 달라 짐작해 읽었습니다.")
    LOST_LETTERS = "lost_letters", _("읽을 수 없는 글자가 있습니다.")
    BAD_ENCODING = "bad_encoding", _("인코딩이 깨진 조각이 있습니다.")
    BAD_BOUNDARY = "bad_boundary", _("메일의 구분선이 깨져 있습니다.")
    UNSAFE_NAME = "unsafe_name", _("첨부 파일 이름에 경로나 숨은 글자가 있어 고쳤습니다.")
    BAD_TNEF = "bad_tnef", _("winmail.dat 안의 파일을 꺼내지 못했습니다.")
    FILES_LEFT_OUT = "files_left_out", _("30MB가 넘는 첨부 파일은 저장하지 않았습니다.")
