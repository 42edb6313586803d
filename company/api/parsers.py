"""Reading the body of a request, before any field of it is looked at."""

import io
import re
from typing import Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

# What a database or UTF-8 cannot hold: NUL, and one half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# What Django holds any other body to (config/settings.py).
MOST_BYTES: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# The deepest body of ours has four levels.
DEEPEST = 32


class BodyTooLarge(APIException):
    status_code = 413
    default_detail = (
        f"The body is larger than {MOST_BYTES >> 20} MiB. Send it in parts; nothing was changed."
    )


class StorableJSON(JSONParser):
    """JSON of a bounded size and depth of which every text can be stored and said again.

    Raises ParseError and BodyTooLarge.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        text = stream.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise BodyTooLarge
        try:
            found = super().parse(io.BytesIO(text), media_type, parser_context)
        except RecursionError:
            raise _too_deep() from None
        _refuse_unstorable(found)
        return found


def _too_deep() -> ParseError:
    return ParseError(f"The JSON is nested deeper than {DEEPEST} levels; nothing of ours is.")


def _refuse_unstorable(found: Any) -> None:
    waiting = [(found, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, dict | list) and depth > DEEPEST:
            raise _too_deep()
        if isinstance(one, dict):
            waiting += [(each, depth + 1) for pair in one.items() for each in pair]
        elif isinstance(one, list):
            waiting += [(each, depth + 1) for each in one]
        elif isinstance(one, str) and UNSTORABLE.search(one):
            raise ParseError("A text holds a NUL or half a surrogate pair; take it out.")
