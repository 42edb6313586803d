"""The pages' part of the access table. Add a row for each URL name and method of a page:

    page("portfolio:item_detail", at=lambda w: {"slug": w.slug, "pk": w.items[0].pk}),
    page("escalations:escalation_submit", "POST", SALES, at=..., body=lambda w: {"title": "x"}),

`at` gives the path's arguments and `body` the form's fields, both from the world
(tests/access/world.py): `w.slug`, `w.quarter`, `w.items`, `w.customer`, `w.deal`, `w.team`,
and an escalation for each state, such as `w.proposed`. Somebody signed out is sent to
sign-in (302), an outsider gets 404, a member without the role 403.
"""

from tests.access import our_pages
from tests.access.row import Row, public

# Signing in is allauth's; nobody signs up and nobody changes an address alone.
SIGN_IN = [
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
# One click in demonstration mode; anywhere else the page does not exist.
DEMO = [
    Row(
        "demo_sign_in", "POST", frozenset(), ok=404, refused=404, outsider=404, anonymous=404,
        by_session=True, body=lambda w: {"email": "somebody@skylark.example"},
    )
]  # fmt: skip
ROWS = [*SIGN_IN, *DEMO, *our_pages.ROWS]
