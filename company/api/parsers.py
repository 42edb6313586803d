"""How the API reads a request's body, before any field of it is looked at."""

import io
import re
from typing import Any

from django.conf import settings
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

# PostgreSQL stores no NUL, and UTF-8 has no code for one half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Django bounds only bodies that it reads itself, as forms; a stream that DRF reads it does not.
MOST_BYTES: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# Bodies of the API have four levels at most; deeper ones are mistakes or attacks.
DEEPEST = 32


class BodyTooLarge(APIException):
    status_code = 413
    default_detail = (
        f"The body is larger than {MOST_BYTES >> 20} MiB. Send it in parts; nothing was changed."
    )


class StorableJSON(JSONParser):
    """Parses JSON of bounded size and depth in which every text can be stored.

    Raises ParseError and BodyTooLarge.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        # One byte more than allowed tells a body that is too large from one that just fits.
        text = stream.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise BodyTooLarge
        try:
            body = super().parse(io.BytesIO(text), media_type, parser_context)
        except RecursionError:
            raise _too_deep() from None
        _refuse_unstorable(body)
        return body


def _too_deep() -> ParseError:
    return ParseError(f"The JSON is nested deeper than {DEEPEST} levels; nothing of ours is.")


def _refuse_unstorable(body: Any) -> None:
    # A list instead of recursion, which a nested body could exhaust.
    waiting = [(body, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict | list) and depth > DEEPEST:
            raise _too_deep()
        if isinstance(value, dict):
            waiting += [(each, depth + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            waiting += [(each, depth + 1) for each in value]
        elif isinstance(value, str) and UNSTORABLE.search(value):
            raise ParseError("A text holds a NUL or half a surrogate pair; take it out.")
