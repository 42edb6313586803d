"""What every page knows: where one is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def here(request: HttpRequest) -> dict[str, Any]:
    return {"is_demo": settings.DEMO}
