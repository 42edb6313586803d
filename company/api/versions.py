"""ETag and If-Match (RFC 9110): the version of what is answered, and the versions expected."""

import re
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from company.api.problems import problem
from company.refusals import Malformed
from company.versions import Expected, Stale

_TAG = r'(?:W/)?"[!#-~\x80-\xff]*"'
_LIST = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")
_STRONG = re.compile(r'(W/)?"([^"]*)"')

ETAG = OpenApiParameter(
    "ETag",
    str,
    OpenApiParameter.HEADER,
    response=[200, 201],
    description="The version of what is answered. Send it back in If-Match.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag you have read, or several, or *. Where none of them is the version"
    " that stands, nothing is changed (412). Without it nothing is compared.",
)
VERSIONED = [ETAG]
COMPARED = [ETAG, IF_MATCH]


def expected_by(request: Request) -> Expected:
    """The versions that If-Match names; None where anything that stands will do.

    Weak tags never match. Raises Malformed for a header that is no list of tags.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    if not _LIST.fullmatch(header):
        raise Malformed(if_match='Write the ETag as it was answered, in quotes, or "*" alone.')
    return {tag for weak, tag in _STRONG.findall(header) if not weak}


def tagged(response: Response, version: str) -> Response:
    """The same answer with its version as ETag."""
    response["ETag"] = f'"{version}"'
    return response


def stale_answer(error: Stale, current: Any, request: Request) -> Response:
    """A 412 that shows what stands now (`current`) beside what was sent (`yours`)."""
    answer = problem(
        412,
        "stale-version",
        "It was changed since you read it",
        "Nothing was changed. Compare `current` with `yours`, and send what you want to keep"
        " with the ETag of this answer.",
        current=current,
        yours=request.data,
    )
    return tagged(answer, error.version)
