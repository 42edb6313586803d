"""How old the figures are that rest on files."""

from typing import Any

from django import template

from company.models import Product
from imports.feeds.queries import origin_of

register = template.Library()


@register.inclusion_tag("imports/_origin.html")
def origin(product: Product, kind: str) -> dict[str, Any]:
    """What figures of that kind were read from last, and what it rejected; nothing by hand."""
    return {"product": product, "kind": kind, "origin": origin_of(product, kind)}
