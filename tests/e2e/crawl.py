"""Finds the pages by following links, so that a new page is looked at without being listed."""

import re
from collections import deque
from html import unescape

from playwright.sync_api import Page

LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')
STATES = (
    *("draft", "submitted", "sized", "proposed", "approved", "in_progress", "delivered"),
    *("reviewed", "declined", "deferred", "redirected", "withdrawn", "cancelled"),
)
# Files, what is no page of ours, and the products that other tests made.
SKIPPED = re.compile(r"/report/[^/]+/as/|\.csv|/accounts/logout/|/api/|^/p/(?!wicket/|foyer/)")


def kind(path: str) -> str:
    """Paths that differ in numbers, quarters, months or filters only are one kind of page."""
    path = path.partition("?")[0].replace("/p/foyer/", "/p/wicket/")
    return re.sub(r"(?<=/)\d[\dQW-]*(?=/)", "N", path)


def pages_of(page: Page) -> list[str]:
    """One path of each kind that this person can reach, and a request in every state."""
    found: dict[str, str] = {}
    waiting = deque(["/"])
    for state in STATES:
        listed = links(page, f"/p/wicket/escalations/?state={state}")
        one = next((path for path in listed if kind(path).endswith("escalations/N/")), None)
        if one:
            found[state] = one
            waiting.append(one)
    while waiting:
        path = waiting.popleft()
        for link in links(page, path):
            name = kind(link)
            if name not in found and not SKIPPED.search(link):
                found[name] = link
                waiting.append(link)
    return list(dict.fromkeys(found.values()))


def links(page: Page, path: str) -> list[str]:
    answer = page.request.get(path)
    assert answer.ok, f"{path} answers {answer.status}"
    return [unescape(link) for link in LINK.findall(answer.text())]
