"""The report's page: each of its figures leads to the rows behind it."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from escalations.models import Commitment
from governance.formats.page import as_html
from governance.report.outcome_facts import ReviewRow
from governance.report.sections import build_report
from tests.portfolio.pages import signed_in, words

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

REPORT = "/p/skylark/report/2026-11/"
NOVEMBER = dt.date(2026, 11, 1)
TO_DO = re.compile(r'<section class="no-print" id="to-do">.*?</section>', re.DOTALL)


def test_every_headline_figure_links_to_its_rows(agreed):
    reader = signed_in(agreed.cast.observer)
    agreed.spend(agreed.start(agreed.approved("3.00")), "1.25")
    page = reader.get(REPORT).content.decode()
    figures = re.search(r'<dl class="figures four">(.*?)</dl>', page, re.DOTALL)[1]
    rest = re.search(r'<p class="hint rest">(.*?)</p>', page, re.DOTALL)[1]

    said = re.findall(r"<dt>(.*?)</dt><dd.*?>(.*?)</dd>", figures, re.DOTALL)
    links = {name: re.findall(r'href="(.*?)"', inner) for name, inner in said}
    links["rest"] = re.findall(r'href="(.*?)"', rest)

    assert [name for name, _ in said] == [
        "Specials this month",
        "Left for one-offs",
        "Specials cost",
        "Renewals blocked",
    ]
    assert all(links.values()), links
    # The quarter, the last four, until when it is full, interrupts and decisions wanted.
    assert len(links["rest"]) == 5
    for link in (link for found in links.values() for link in found):
        if link.startswith("#"):
            assert f'id="{link[1:]}"' in page
        else:
            assert reader.get(link.replace("&amp;", "&")).status_code == 200
    behind = words(reader.get(links["Specials this month"][0].replace("&amp;", "&")))
    assert "Together, 1 item 1.25" in behind


def test_charts_are_drawn_before_any_script(agreed):
    page = signed_in(agreed.cast.observer).get(REPORT).content.decode()

    assert page.count('class="still"') == 2
    assert "plotly.min.js" not in re.search(r"<head>(.*?)</head>", page, re.DOTALL)[1]


def test_what_one_can_do_stands_on_the_live_page_alone(agreed):
    reader = signed_in(agreed.cast.observer)
    without = reader.get(REPORT).content.decode()
    agreed.proposed("2.00")
    Commitment.objects.create(
        product=agreed.product,
        customer=agreed.customer(),
        what="Badges by word",
        due=dt.date(2026, 11, 2),
        source=Commitment.Source.SPOKEN,
    )
    live = reader.get(REPORT)
    links = re.findall(r'href="(.*?)"', TO_DO.search(live.content.decode())[0])

    assert TO_DO.search(without) is None
    assert "What you can do Take 1 decision" in words(live)
    assert "Keep 1 promise that is late" in words(live)
    assert len(links) == 2
    assert [reader.get(link).status_code for link in links] == [200, 200]
    # A file that is kept or sent says the facts, and asks nobody.
    assert TO_DO.search(as_html(build_report(agreed.product, NOVEMBER)).decode()) is None


def test_a_quarter_stands_beside_its_own_cap(agreed):
    agreed.spend(agreed.start(agreed.approved("3.00")), "1.25")

    said = words(signed_in(agreed.cast.observer).get(REPORT))

    # All that is logged is special, so that nothing of it is within.
    assert "Q4 2026 1.25 1.25 100.0% 10.0% 90.0 points over" in said
    assert "Q3 2026 0.00 0.00 - 10.0% - -" in said


def test_long_lists_of_outcomes_begin_and_lead_to_all_of_them(agreed):
    report = build_report(agreed.product, NOVEMBER)
    rows = [ReviewRow(n, f"Special {n}.", "Acme", 1, "keep", None, NOVEMBER) for n in range(26)]
    context = {"facts": replace(report.outcomes, reviews=rows), "report": report}

    def said(shown: str) -> tuple[int, bool]:
        page = render_to_string("governance/report/_outcomes.html", {**context, "shown": shown})
        return page.count("Special "), 'href="?all=1#outcomes">All 26 of them' in page

    assert (said(":25"), said(":"), said("")) == ((25, True), (26, False), (26, False))
