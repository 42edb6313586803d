"""Pages of results: count, next, previous, results."""

import re
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500

    def get_page_size(self, request: Request) -> int | None:
        """The size asked for, at most 500. Raises ValidationError for what is no size."""
        # Django REST framework would quietly take its own size for a bad one.
        asked = request.query_params.get("page_size", "1")
        if not re.fullmatch("0*[1-9][0-9]{0,8}", asked):
            raise ValidationError({"page_size": ["Write a whole number, 1 or more."]})
        return super().get_page_size(request)

    def get_schema_operation_parameters(self, view: Any) -> Any:
        found = super().get_schema_operation_parameters(view)
        for parameter in found:
            parameter["schema"]["minimum"] = 1
        return found
