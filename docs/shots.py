"""Take the pictures of the user guide: `make shots`, or `python docs/shots.py customers roles`.

A demo company of its own is started on a free port, people sign in, and Chromium looks at it.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
sys.path.insert(0, str(ROOT))

from dangol.config.demo.people import PASSWORD  # noqa: E402
from dangol.kit.testing.installation import installation  # noqa: E402

FOLDER = ROOT / "docs" / "guide" / "shots"
DESK, PHONE = (1440, 900), (390, 844)
MOST_BYTES, MOST_TOGETHER = 200_000, 3_000_000


class Shot(NamedTuple):
    """Who opens which address, what they do there, and how large the picture is."""

    act: Callable[[Page], None]
    path: str
    who: str
    size: tuple[int, int]
    dark: bool
    demo: bool


shots: dict[str, Shot] = {}
Act = Callable[[Page], None]


def shot(
    path: str,
    *,
    who: str = "admin",
    size: tuple[int, int] = DESK,
    dark: bool = False,
    demo: bool = True,
) -> Callable[[Act], Act]:
    """Take a picture named like the function, after it acted. `who` is "" for a stranger."""

    def take(act: Act) -> Act:
        shots[act.__name__.replace("_", "-")] = Shot(act, path, who, size, dark, demo)
        return act

    return take


@shot("/customers/", who="leader")
def customers(page: Page) -> None:
    pass


@contextmanager
def office(*, demo: bool) -> Iterator[str]:
    """An installation of its own; the address it serves."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as name, installation(Path(name)) as made:
        made.start("-m", "dangol", "serve", "--port", str(port), *(["--demo"] if demo else []))
        made.wait_for(partial(_answers, port), seconds=180)
        yield f"http://127.0.0.1:{port}"


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def photograph(browser: Browser, address: str, name: str) -> int:
    """Take one picture; its bytes."""
    wanted = shots[name]
    context = browser.new_context(
        base_url=address,
        locale="ko-KR",
        timezone_id="Asia/Seoul",
        viewport={"width": wanted.size[0], "height": wanted.size[1]},
        color_scheme="dark" if wanted.dark else "light",
        reduced_motion="reduce",
        has_touch=wanted.size == PHONE,
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    if wanted.who:
        page.goto("/accounts/login/")
        page.fill("[name=login]", wanted.who)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
    page.goto(wanted.path)
    wanted.act(page)
    page.wait_for_timeout(400)
    picture = page.screenshot(path=FOLDER / f"{name}.png")
    context.close()
    return len(picture)


def main(names: list[str]) -> int:
    """Take these pictures, or all; 1 when one is too large."""
    FOLDER.mkdir(exist_ok=True)
    wanted = names or list(shots)
    too_large = False
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for demo in (True, False):
            mine = [name for name in wanted if shots[name].demo is demo]
            if mine:
                with office(demo=demo) as address:
                    for name in mine:
                        size = photograph(browser, address, name)
                        too_large |= size > MOST_BYTES
                        print(f"{size:>8,}  {name}.png", flush=True)  # noqa: T201
        browser.close()
    together = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    print(f"{together:>8,}")  # noqa: T201
    return int(too_large or together > MOST_TOGETHER)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
