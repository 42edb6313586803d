"""One row of the access table: a URL and method, who may, and what everybody else is told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from tests.access.world import EVERYONE, ROLES, VISITORS, World

ADMINISTRATOR = "administrator"

type FromWorld = Callable[[World], Any]


def _nothing(_: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """`allowed` roles get `ok`, other members `refused`; the kinds of visitor their own.

    A site administrator without a role is told what an outsider is, unless the row says otherwise.

    `at` gives the path's arguments and `body` a valid payload, both from the world.
    `note` tells two rows of one URL and method apart.
    """

    name: str
    method: str
    allowed: frozenset[str]
    ok: int
    outsider: int
    anonymous: int
    administrator: int | None = None
    refused: int = 403
    at: FromWorld = _nothing
    body: FromWorld = _nothing
    by_session: bool = False
    note: str = ""
    query: str = ""
    # False for other people's views (allauth): Test C leaves their methods alone.
    is_ours: bool = field(default=True)

    def expected(self, role: str) -> int:
        if role == "administrator" and self.administrator is not None:
            return self.administrator
        if role in VISITORS:
            return self.anonymous if role == "anonymous" else self.outsider
        return self.ok if role in self.allowed else self.refused

    def path(self, world: World) -> str:
        return reverse(self.name, kwargs=self.at(world)) + self.query

    def cells(self) -> Iterable[tuple[str, int]]:
        return [(role, self.expected(role)) for role in EVERYONE]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.method, self.name, self.note]))


def api(name: str, method: str, allowed: Iterable[str], **more: Any) -> Row:
    """A path of the API, by token: 401 without one, 404 for an outsider."""
    more = {"ok": 200, "outsider": 404, "anonymous": 401, **more}
    return Row(f"api:{name}", method, frozenset(allowed), **more)


def listing(name: str) -> Row:
    """A list of the API: an outsider gets one too, of the outsider's own products."""
    return api(name, "GET", ROLES, outsider=200)


def managing(row: Callable[..., Row], name: str, method: str = "POST", **more: Any) -> Row:
    """What site administrators do, and no role of a product: `row` is api or page."""
    made = row(name, method, [ADMINISTRATOR], **more)
    return replace(made, administrator=made.ok)


def page(name: str, method: str = "GET", allowed: Iterable[str] = tuple(ROLES), **more: Any) -> Row:
    """A page, signed in by session: without that, a redirect to sign-in.

    A GET answers 200 and a form that worked redirects; give `ok=` where it is otherwise.
    """
    more = {"ok": 200 if method == "GET" else 302, "outsider": 404, "anonymous": 302, **more}
    return Row(name, method, frozenset(allowed), by_session=True, **more)


def public(name: str, ok: int = 200, signed_in: int | None = None, **more: Any) -> Row:
    """Open to everyone; `signed_in` where people who are signed in get something else."""
    known = ok if signed_in is None else signed_in
    more = {"ok": known, "outsider": known, "anonymous": ok, "by_session": True, **more}
    return Row(name, "GET", frozenset(ROLES), **more)
