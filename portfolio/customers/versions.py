"""How many releases a customer is behind, by the versions that the product's customers use."""

import re

from portfolio.models import Customer

type Version = tuple[int, ...]


def parsed(version: str) -> Version | None:
    """The numbers of a version without zeros at its end, 7.4.0 as (7, 4); None without any."""
    numbers = [int(part) for part in re.findall(r"[0-9]{1,9}", version)]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers) or None


def releases_behind(customer: Customer) -> int | None:
    """How many newer versions the product's customers use; None if its own is not known."""
    own = parsed(customer.version)
    if own is None:
        return None
    rows = Customer.objects.filter(product=customer.product_id).exclude(version="")
    in_use = {parsed(text) for text in rows.values_list("version", flat=True).distinct().order_by()}
    return sum(version is not None and version > own for version in in_use)
