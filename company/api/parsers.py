"""Reading the body of a request, before any field of it is looked at."""

import re
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

# What a database or UTF-8 cannot hold: NUL, and one half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class StorableJSON(JSONParser):
    """JSON of which every text can be stored and said again. Raises ParseError."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            found = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("The JSON is nested too deeply to be read.") from None
        _refuse_unstorable(found)
        return found


def _refuse_unstorable(found: Any) -> None:
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and UNSTORABLE.search(one):
            raise ParseError("A text holds a NUL or half a surrogate pair; take it out.")
