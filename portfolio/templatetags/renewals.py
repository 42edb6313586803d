"""Tags on renewals that came up, for pages where somebody decides or is asked."""

from typing import Any

from django import template

from company.access import Someone, may
from company.models import Product
from portfolio.customers.renewals import came_up_lately
from portfolio.customers.saying_renewals import DOING, days_to_tell
from portfolio.models import Customer

register = template.Library()
MOST_ASKED = 5


@register.inclusion_tag("portfolio/_renewal_question.html")
def renewal_question(product: Product, person: Someone) -> dict[str, Any]:
    """Renewals without an outcome, for those who keep customers; at most five."""
    if not may(person, product.pk, DOING):
        return {"asked": []}
    unsaid = came_up_lately(product).unsaid
    more = len(unsaid) - MOST_ASKED
    return {"asked": unsaid[:MOST_ASKED], "more": max(0, more), "product": product}


@register.inclusion_tag("portfolio/_renewals_passed.html")
def renewals_passed(product: Product) -> dict[str, Any]:
    """What became of the renewals of those who waited, in the last four quarters."""
    return {"found": came_up_lately(product), "product": product}


@register.inclusion_tag("portfolio/_customer_renewals.html")
def customer_renewals(customer: Customer, person: Someone) -> dict[str, Any]:
    """Each renewal of the customer that has come, with its outcome if somebody gave it."""
    said = list(customer.renewals.all())
    known = {row.passed_on for row in said}
    return {
        "customer": customer,
        "product": customer.product,
        "said": said,
        "unsaid": sorted(day for day in days_to_tell(customer) if day not in known),
        "may_say": may(person, customer.product_id, DOING),
    }
