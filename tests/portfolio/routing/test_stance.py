"""The customisation stance: who sets it, what is ready, and its history."""

import pytest
from django.core.exceptions import PermissionDenied

from company.versions import Stale, version_of
from portfolio.models import Stance
from portfolio.stance.actions import keep_stance, stance_of
from tests.browserforms import form_of
from tests.conftest import token_client
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes, raises_and_changes_nothing

# Pages, forms and their refusals go the same way on every database.
pytestmark = pytest.mark.any_database

PAGE = "/p/skylark/stance/"
API = "/api/v1/products/skylark/stance/"


def test_executives_and_product_managers_set_it_and_nobody_else(world):
    for role in ("sales", "sales_vp", "engineering", "observer"):
        with raises_and_changes_nothing(PermissionDenied):
            keep_stance(world.product, {"customisation": "none"}, actor=world.cast.of(role))

    keep_stance(world.product, {"customisation": "none"}, actor=world.cast.executive)
    said = {"customisation": "platform", "support_state": "yes", "partners_state": "no"}
    made = keep_stance(world.product, said, actor=world.cast.product_manager)

    assert Stance.objects.count() == 1
    assert made.said == "A platform that others build on; ready in 1 of 7"


def test_the_form_sets_all_of_it_and_the_page_tells_it(world):
    executive = signed_in(world.cast.executive)
    assert "Nobody has said yet how far Skylark may be customised." in words(executive.get(PAGE))
    given = {
        **form_of(executive.get(f"{PAGE}edit/")),
        "customisation": "extension_points",
        "because": "One product for all.",
        "monetisation_state": "yes",
        "monetisation_owner": "Helen",
        "engineering_state": "no",
    }

    answer = executive.post(f"{PAGE}edit/", given)

    assert (answer.status_code, answer.url) == (302, PAGE)
    said = words(signed_in(world.cast.observer).get(PAGE))
    assert "Through extension points; ready in 1 of 7." in said
    assert "Monetisation Is it said what custom work costs the customer? Yes Helen" in said
    assert "interfaces stable and documented? No nobody yet" in said
    assert "Change the stance" not in said
    executive.post(
        f"{PAGE}edit/", {**form_of(executive.get(f"{PAGE}edit/")), "engineering_state": "yes"}
    )
    assert "Engineering: No" in words(executive.get(PAGE))


def test_whoever_comes_later_sees_both(world):
    executive = signed_in(world.cast.executive)
    late = {**form_of(executive.get(f"{PAGE}edit/")), "customisation": "platform"}
    world.stance("none")

    with nothing_changes():
        answer = executive.post(f"{PAGE}edit/", late)

    assert answer.status_code == 412
    stale = version_of(Stance(product=world.product))
    with raises_and_changes_nothing(Stale):
        keep_stance(
            world.product,
            {"customisation": "platform"},
            actor=world.cast.executive,
            expected=(stale,),
        )


def test_the_api_reads_what_nobody_set_and_sets_it(world):
    client = token_client(world.cast.product_manager)
    assert client.get(API).json()["customisation"] == ""

    with nothing_changes():
        refused = client.put(API, {"support_state": "yes"}, format="json")
        unknown = client.put(API, {"customisation": "anything"}, format="json")
    answer = client.put(API, {"customisation": "none", "support_state": "yes"}, format="json")

    assert (refused.status_code, unknown.status_code) == (400, 400)
    assert answer.status_code == 200
    assert (answer.json()["customisation"], answer.json()["ready"]) == ("none", 1)
    assert stance_of(world.product).support_state == "yes"
