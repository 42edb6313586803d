"""The pages' part of the access table: sign-in and the like here, our own in our_pages.py.

Add a row for each URL name and method of a page:

    page("plan:item_detail", at=_item),                          a page to read
    *both("plan:item_new", PRODUCT, _slug, {"title": "Kiosk"}),  a form: looking, and sending it
    page("x:y", "POST", SALES, at=_slug, ok=200),                where success is no redirect

`at` gives the path's arguments and `body` the form's fields, both from the world
(tests/access/world.py): `w.slug`, `w.quarter`, `w.items`, `w.customer`, `w.deal`, `w.team`,
and an escalation for each state, such as `w.proposed`. Somebody signed out is sent to
sign-in (302), an outsider gets 404, a member without the role 403.
"""

from tests.access import imports_pages, our_pages
from tests.access.row import page, public
from tests.access.world import ROLES

# Signing in is allauth's; nobody signs up.
OTHERS = [
    public(name, ok=ok, signed_in=signed_in, is_ours=False, at=lambda w, at=at: at)
    for name, ok, signed_in, at in [
        ("account_login", 200, 302, {}),
        ("account_logout", 302, 200, {}),
        ("account_inactive", 200, 200, {}),
        ("account_signup", 200, 302, {}),
        ("account_change_password", 302, 302, {}),
        ("account_set_password", 302, 200, {}),
        ("account_reset_password", 200, 200, {}),
        ("account_reset_password_from_key_done", 200, 200, {}),
        ("account_reset_password_from_key", 200, 200, {"uidb36": "1", "key": "2-3"}),
        ("account_reset_password_done", 200, 200, {}),
    ]
]
# One click in demonstration mode; anywhere else the page does not exist for anybody.
DEMO = [page("demo_sign_in", "POST", ROLES, ok=404, anonymous=404)]
# Only where the server was started for the first time (bin/start).
START = [
    page("start", method, ROLES, ok=404, anonymous=404, administrator=404)
    for method in ("GET", "POST")
]
HEALTH = [public("alive"), public("ready")]
ROWS = [*OTHERS, *DEMO, *START, *HEALTH, *our_pages.ROWS, *imports_pages.ROWS]
