"""The report's page: each of its figures leads to the rows behind it."""

import re

import pytest

from tests.portfolio.pages import signed_in, words

# What a page says goes the same way everywhere; test_hostile reads every page on each database.
pytestmark = pytest.mark.any_database

REPORT = "/p/skylark/report/2026-11/"


def test_every_headline_figure_links_to_its_rows(agreed):
    reader = signed_in(agreed.cast.observer)
    agreed.spend(agreed.start(agreed.approved("3.00")), "1.25")
    page = reader.get(REPORT).content.decode()
    figures = re.search(r'<dl class="figures">(.*?)</dl>', page, re.DOTALL)[1]

    said = re.findall(r"<dt>(.*?)</dt><dd.*?>(.*?)</dd>", figures, re.DOTALL)
    links = {name: re.findall(r'href="(.*?)"', rest) for name, rest in said}

    assert len(said) == 9
    assert all(links.values()), links
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
