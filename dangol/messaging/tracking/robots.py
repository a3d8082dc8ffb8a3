"""Openings and clicks no person made: link checkers, prefetchers, eager picture proxies."""

import re
from collections.abc import Mapping
from datetime import timedelta

SOON = timedelta(seconds=2)
_names = re.compile(
    r"bot\b|crawl|spider|slurp|preview|scan|monitor|curl|wget|python|java/|go-http|okhttp|axios|"
    r"headless|phantom|barracuda|proofpoint|mimecast|symantec|trendmicro|forcepoint|fireeye|"
    r"mailgun|sendgrid|facebookexternalhit|kakaotalk-scrap|yeti|daum|whatsapp|telegram|skypeuri|"
    r"microsoft office|ms-office|safelinks|google-safety|urldefense",
    re.IGNORECASE,
)
_prefetch = {"prefetch", "preview", "prerender"}


def is_robot(headers: Mapping[str, str], method: str, since_sent: timedelta | None) -> bool:
    """Whether a machine asked: by its name, by saying so, or by being faster than anybody.

    Apple's mail privacy fetches pictures under the bare name Mozilla/5.0. Gmail's picture proxy
    asks when the mail is really opened, so it counts as a person.
    """
    agent = headers.get("User-Agent", "").strip()
    if method == "HEAD" or not agent or agent == "Mozilla/5.0" or _names.search(agent):
        return True
    purposes = (headers.get(name, "") for name in ("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz"))
    if any(purpose.lower().partition(";")[0] in _prefetch for purpose in purposes):
        return True
    return since_sent is not None and since_sent < SOON
