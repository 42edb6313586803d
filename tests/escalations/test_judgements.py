"""Product judges claims, sales the position; where they differ it counts for neither."""

import pytest
from django.core.exceptions import PermissionDenied

from company.actions import add_member
from company.refusals import Malformed
from escalations import actions
from escalations.claims import ClaimInput
from escalations.judgements import claims_come_true, judge
from escalations.messages import judgement_sentence
from escalations.models import Claim, Escalation, Judgement
from escalations.queries import whole
from portfolio.as_of import AsOf
from tests.conftest import token_client
from tests.portfolio.pages import signed_in, words
from tests.snapshots import raises_and_changes_nothing


@pytest.fixture
def delivered(agreed):
    return agreed.deliver(agreed.start(agreed.approved(claims=[ClaimInput("few_lines")])))


def say(world, escalation, role, claim=None, position=None) -> Escalation:
    claims = {} if claim is None else {escalation.claims.get().pk: claim}
    actor = world.cast.of(role)
    judge(escalation=escalation, claims=claims, position=position, actor=actor)
    return whole(Escalation.objects.filter(pk=escalation.pk)).get()


@pytest.mark.parametrize(
    ("said", "counts", "sentence"),
    [
        ([("product_manager", True)], True, "it was true"),
        ([("product_manager", False)], False, "it was not true"),
        ([("sales", True)], None, "Sales says it was true; product has not judged it yet"),
        ([("sales", True), ("product_manager", True)], True, "it was true"),
        (
            [("product_manager", False), ("sales_vp", True)],
            None,
            "Product says it was not true and Sales says it was true: it counts for neither",
        ),
        (
            [("product_manager", False), ("sales", True), ("sales_vp", False)],
            False,
            "it was not true",
        ),
    ],
)
def test_a_claim_counts_as_product_judges_it_unless_sales_differ(
    agreed, delivered, said, counts, sentence
):
    for role, is_true in said:
        found = say(agreed, delivered, role, claim=is_true)

    claim = found.claims.all()[0]
    assert claim.verdict is counts
    assert judgement_sentence(claim) == sentence
    assert claims_come_true(AsOf(agreed.product)) == (
        {} if counts is None else {"few_lines": (int(counts), 1)}
    )
    agreed.proven()


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ([("sales", True)], True),
        ([("sales_vp", False)], False),
        ([("product_manager", True)], None),
        ([("product_manager", True), ("sales", False)], None),
        ([("product_manager", True), ("sales", True)], True),
    ],
)
def test_the_position_counts_as_sales_judge_it_unless_product_differs(
    agreed, delivered, said, counts
):
    for role, was_right in said:
        found = say(agreed, delivered, role, position=was_right)

    assert found.latest_proposal.verdict is counts


def test_nobody_has_judged_it_yet(agreed, delivered):
    assert judgement_sentence(delivered.claims.get()) == ""
    assert claims_come_true(AsOf(agreed.product)) == {}


def test_whoever_is_of_both_sides_speaks_for_the_judge(agreed, delivered):
    both = add_member(
        email="sales@skylark.example", product=agreed.product, roles=["product_manager"]
    )
    claim = delivered.claims.get()

    judge(escalation=delivered, claims={claim.pk: True}, position=False, actor=both)

    rows = Judgement.objects.order_by("pk").values_list("claim", "side", "is_true")
    assert list(rows) == [(claim.pk, "product", True), (None, "sales", False)]


def test_each_side_has_one_word_and_the_story_keeps_each(agreed, delivered):
    say(agreed, delivered, "product_manager", claim=True)
    found = say(agreed, delivered, "product_manager", claim=False, position=True)

    assert Judgement.objects.filter(claim__isnull=False).count() == 1
    assert [e.text for e in found.events.all() if e.kind == "judge"] == [
        "Product: 1 of 1 claims came true.",
        "Product: 0 of 1 claims came true. Product: product's position was right.",
    ]


def test_product_may_judge_what_was_reviewed(agreed, delivered):
    claims = {delivered.claims.get().pk: True}
    actions.review(
        escalation=delivered,
        verdict="keep",
        customers_using=1,
        claims=claims,
        actor=agreed.cast.sales,
    )
    assert whole(Escalation.objects.all()).get().claims.all()[0].verdict is None

    found = say(agreed, delivered, "product_manager", claim=True)

    assert (found.state, found.claims.all()[0].verdict) == ("reviewed", True)


@pytest.mark.parametrize("role", ["engineering", "executive", "observer"])
def test_nobody_else_judges(agreed, delivered, role):
    with raises_and_changes_nothing(PermissionDenied):
        say(agreed, delivered, role, claim=True)


def test_only_what_is_there_is_judged(agreed, delivered):
    other = agreed.submitted(title="Other", claims=[ClaimInput("few_lines")]).claims.get()
    for claims, position in [({}, None), ({other.pk: True}, None)]:
        with raises_and_changes_nothing(Malformed):
            judge(escalation=delivered, claims=claims, position=position, actor=agreed.cast.sales)


def test_a_position_that_nobody_took_is_not_judged(agreed):
    made = agreed.sized("1.00")
    made = actions.propose(
        escalation=made,
        position="",
        rows=[agreed.take(agreed.a, "1.00")],
        actor=agreed.cast.product_manager,
    )
    made = agreed.deliver(agreed.start(agreed.approve(made)))

    with raises_and_changes_nothing(Malformed) as caught:
        judge(escalation=made, claims={}, position=True, actor=agreed.cast.sales)

    assert list(caught.value.errors) == ["position"]


def test_the_track_record_is_the_products_own(agreed, delivered):
    say(agreed, delivered, "product_manager", claim=True)

    assert claims_come_true(AsOf(agreed.cast.outsider.memberships.get().product)) == {}


def test_by_api_and_page(agreed, delivered):
    claim = Claim.objects.get()
    path = f"/api/v1/escalations/{delivered.pk}/"
    review = {
        "verdict": "keep",
        "customers_using": 1,
        "claims": [{"id": claim.pk, "verdict": True}],
        "position": False,
    }
    api = token_client(agreed.cast.sales)
    assert api.post(f"{path}review/", review, format="json").status_code == 200
    page = f"/p/skylark/escalations/{delivered.pk}/"
    manager = signed_in(agreed.cast.product_manager)
    assert "Judge what was claimed" in words(manager.get(page))

    assert manager.post(f"{page}judge/", {f"claim_{claim.pk}": "false"}).status_code == 302

    said = api.get(path).json()
    assert said["claims"][0]["verdict"] is None
    assert [(j["side"], j["verdict"]) for j in said["claims"][0]["judgements"]] == [
        ("sales", True),
        ("product", False),
    ]
    assert said["proposal"]["verdict"] is False
    shown = words(manager.get(page))
    assert "Product says it was not true and Sales says it was true: it counts for neither" in shown
    assert "it was not true" in shown
