"""Escalations on the pages of lower floors: search and item."""

from django.test import Client

from tests.conftest import make_cast
from tests.scenes import bring, make_scene


def _page(person, path):
    client = Client()
    client.force_login(person)
    return client.get(path).content.decode()


def test_search_finds_an_escalation_by_its_title_and_by_its_customer(product):
    scene = make_scene(make_cast(product))
    bring(scene, "submitted", title="Badge printing")

    by_title = _page(scene.cast.sales, f"/p/{product.slug}/search/?q=badge")
    by_customer = _page(scene.cast.sales, f"/p/{product.slug}/search/?q=skyh")
    nothing = _page(scene.cast.sales, f"/p/{product.slug}/search/?q=zeppelin")

    assert "Badge printing" in by_title
    assert "Badge printing" in by_customer
    assert "No escalation is called that." in nothing


def test_an_item_names_what_took_weeks_from_it(product):
    scene = make_scene(make_cast(product))
    bring(scene, "approved", title="Badge printing")

    lost = _page(scene.cast.sales, f"/p/{product.slug}/items/{scene.items[0].pk}/")
    kept = _page(scene.cast.sales, f"/p/{product.slug}/items/{scene.items[1].pk}/")

    assert "What took weeks from it" in lost
    assert "Badge printing" in lost
    assert "What took weeks from it" not in kept
