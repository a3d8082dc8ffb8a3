"""Pictures come in by their content and are found by who has the mail."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dangol.kit.errors import Refused
from dangol.messaging.blocks.document import read_blocks
from dangol.messaging.blocks.images import measure, without_whereabouts
from dangol.messaging.blocks.models import Picture
from dangol.messaging.blocks.queries import path_of, pictures_of
from dangol.messaging.blocks.services import keep_picture


def png(width=2, height=1):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" + b"\x00\x00\x00" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width=300, height=200):
    whereabouts = b"\xff\xe1" + struct.pack(">H", 2 + 6) + b"Exif37"
    frame = b"\xff\xc0" + struct.pack(">HBHH", 11, 8, height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8" + whereabouts + frame + b"\xff\xda\x00\x02data\xff\xd9"


def upload(data, name="그림.png"):
    return SimpleUploadedFile(name, data)


def test_measured_by_content():
    assert measure(png(640, 480)) == ("png", 640, 480)
    assert measure(b"GIF89a" + struct.pack("<HH", 10, 20)) == ("gif", 10, 20)
    assert measure(jpeg()) == ("jpg", 300, 200)


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg/>", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x00", b"GIF89a", b"RIFFxxxxWEBP"],
)
def test_anything_else_is_no_picture(data):
    assert measure(data) is None


def test_a_photograph_does_not_tell_where_it_was_taken():
    clean = without_whereabouts(jpeg())

    assert b"Exif" not in clean
    assert measure(clean) == ("jpg", 300, 200)
    assert clean.endswith(b"data\xff\xd9")
    assert without_whereabouts(png()) == png()


def test_the_same_picture_is_kept_once(kim):
    first = keep_picture(upload(png()), actor=kim)
    again = keep_picture(upload(png(), "다른이름.gif"), actor=kim)

    assert again == first
    assert (first.kind, first.width, first.height, first.name) == ("png", 2, 1, "그림.png")
    assert Picture.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "3MB"),
        (b"x" * (3 * 1024 * 1024 + 1), "3MB"),
        (b"<svg onload=x>", "PNG, JPEG, GIF"),
        (png(5_000, 10), "4,000"),
        (png(0, 10), "4,000"),
    ],
)
def test_refuses_what_mails_cannot_show(kim, data, words):
    with pytest.raises(Refused, match=words):
        keep_picture(upload(data), actor=kim)

    assert Picture.objects.count() == 0


def test_anybody_with_the_mail_sees_the_picture_and_nobody_guesses_it(kim, client):
    picture = keep_picture(upload(png()), actor=kim)
    blocks = read_blocks([{"kind": "image", "picture": picture.hash}])

    address = pictures_of(blocks)[picture.hash].url
    answer = client.get(path_of(picture))

    assert address == "http://localhost:8000" + path_of(picture)
    assert b"".join(answer.streaming_content) == png()
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in answer["Cache-Control"]
    name = path_of(picture).split("/")[-1]
    for wrong in (name.replace("-", "-0"), name.replace("png", "gif"), "x" + name[1:], "a.png"):
        assert client.get(reverse("messaging:picture", args=[wrong])).status_code == 404


def test_uploading_in_the_editor(kim, client):
    client.force_login(kim)
    url = reverse("messaging:picture_keep")

    right = client.post(url, {"file": upload(png())})
    wrong = client.post(url, {"file": upload(b"text")})
    none = client.post(url)

    assert right.status_code == 200
    assert right.json()["hash"] == Picture.objects.get().hash
    assert right.json()["url"] == path_of(Picture.objects.get())
    assert wrong.status_code == none.status_code == 422
    assert "PNG" in wrong.json()["message"]
