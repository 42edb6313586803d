"""A figure of the headline leads to the rows behind it."""

import datetime as dt
import re

from escalations.deals import keep_deal
from tests.makers import noon
from tests.portfolio.pages import signed_in


def test_deals_won_this_month_lead_to_the_requests_whose_win_was_entered_in_it(agreed):
    """Closed in October by its date, and said to be won in November."""
    customer = agreed.customer("Skyhook")
    deal = agreed.deal(customer, "400000.00", close_date=dt.date(2026, 10, 30))
    agreed.approved("1.00", customer=customer, deal=deal, title="Badge printing")
    other = agreed.deal(customer, "1.00", name="Open", close_date=dt.date(2026, 11, 30))
    agreed.approved("1.00", customer=customer, deal=other, title="Kiosk")
    with noon(2026, 11, 12):
        keep_deal(deal.pk, {"outcome": "won"}, actor=agreed.cast.sales)

    client = signed_in(agreed.cast.executive)
    with noon(2026, 11, 18):
        report = client.get("/p/skylark/report/2026-11/").text
        link, amount = re.search('href="([^"]+won=2026-11)">(.*?)</a> of deals', report).groups()
        found = client.get(link.replace("&amp;", "&")).context["list"].page.object_list
        earlier = client.get(link.replace("&amp;", "&").replace("2026-11", "2026-10"))

    assert "400" in amount
    assert [row.title for row in found] == ["Badge printing"]
    assert list(earlier.context["list"].page.object_list) == []
