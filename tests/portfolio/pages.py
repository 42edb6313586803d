"""What the tests of pages share: signing in, reading what a page says, counting queries."""

import html
import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def words(answer) -> str:
    """The page as people read it: no tags, single spaces, plain dashes."""
    text = answer.content.decode()
    text = re.sub(r"<(script|style|datalist)\b.*?</\1>", " ", text, flags=re.DOTALL)
    # Cells and lines part words; spans do not, unless they stand on a line of their own.
    text = re.sub(r"</?(t[dhr]|li|p|dd|dt|h[1-6]|option|div|label)\b[^>]*>", " ", text)
    text = text.replace('<span class="sub">', " ")
    text = html.unescape(strip_tags(text)).replace("\N{EN DASH}", "-")
    return re.sub(r"\s+", " ", text.replace("\N{MINUS SIGN}", "-")).strip()


def queries(client: Client, path: str) -> int:
    """How many queries the page asks; it must answer."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
