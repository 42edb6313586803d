"""Section 8: deals of what was delivered and of what was turned down, claims, and who uses it.

Skylark, 10 November 2026: the last four quarters are 2026Q1 to 2026Q4.
"""

import datetime as dt
from decimal import Decimal as D

import pytest

from escalations import actions
from escalations.claims import ClaimInput
from escalations.deals import keep_deal
from escalations.judgements import judge
from governance.approvals import actions as approvals
from governance.report.outcome_facts import ClaimsOfKind, TurnedDown
from governance.report.sections import build_report
from tests.makers import noon
from tests.portfolio.pages import signed_in, words

NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)
REPORT = "/p/skylark/report/2026-11/"


def outcomes(world, month=NOVEMBER):
    return build_report(world.product, month).outcomes


def delivered(world, deal=None, **more):
    customer = deal.customer if deal else None
    made = world.approved("0.50", customer=customer, deal=deal, **more)
    return world.deliver(world.start(made))


def turned(world, verb, deal, **more):
    made = world.submitted(customer=deal.customer, deal=deal, title=f"For {deal.name}")
    act = {"reason": "Not worth what it displaces.", "actor": world.cast.executive, **more}
    return getattr(approvals, verb)(escalation=made, **act)


def end(world, deal, day=12, month=11, **changes):
    with noon(2026, month, day):
        keep_deal(deal.pk, changes, actor=world.cast.sales)


@pytest.fixture
def deals(agreed):
    return [agreed.deal(agreed.customer(), "100000.00", name=f"Deal {n}") for n in range(8)]


class TestDelivered:
    def test_each_deal_counts_once_and_a_cancelled_special_won_nothing(self, agreed, deals):
        delivered(agreed, deals[0], title="Badges")
        delivered(agreed, deals[0], title="Turnstiles")
        for deal in deals[1:3]:
            delivered(agreed, deal)
        delivered(agreed)
        agreed.cancel(agreed.approved("0.50", customer=deals[3].customer, deal=deals[3]))
        end(agreed, deals[0], outcome="won", signed_amount=D("250000.00"))
        end(agreed, deals[1], outcome="lost")
        end(agreed, deals[3], outcome="won")

        with noon(2026, 11, 20):
            found = outcomes(agreed)

        assert (str(found.first), str(found.last), found.delivered) == ("2026Q1", "2026Q4", 5)
        assert (found.won, found.won_value) == (1, D("250000.00"))
        assert (found.lost, found.lost_value) == (1, D("100000.00"))
        assert (found.open, found.open_value) == (1, D("100000.00"))
        assert [(row.name, row.outcome, row.amount, row.specials) for row in found.deals] == [
            ("Deal 0", "won", D("250000.00"), ["Badges", "Turnstiles"]),
            ("Deal 1", "lost", D("100000.00"), ["Badge printing"]),
            ("Deal 2", "open", D("100000.00"), ["Badge printing"]),
        ]

    def test_what_is_underway_is_no_outcome_yet(self, agreed, deals):
        agreed.approved("0.50", customer=deals[0].customer, deal=deals[0])
        end(agreed, deals[0], outcome="won")

        assert (outcomes(agreed).delivered, outcomes(agreed).won) == (0, 0)

    def test_after_four_quarters_it_is_told_no_more(self, agreed, deals):
        delivered(agreed, deals[0])
        with noon(2027, 9, 20):
            last = outcomes(agreed, dt.date(2027, 9, 1))
        with noon(2027, 10, 20):
            after = outcomes(agreed, dt.date(2027, 10, 1))

        assert (last.delivered, last.open, after.delivered, after.open) == (1, 1, 0, 0)


class TestWonAnyway:
    @pytest.fixture
    def seven(self, agreed, deals):
        """Three of seven declined were won, for 410,000; one is open, and one was asked twice."""
        for deal in deals:
            turned(agreed, "decline", deal)
        turned(agreed, "decline", deals[0])
        for n, signed in enumerate(["200000.00", "110000.00", "100000.00"]):
            end(agreed, deals[n], day=12 + n, outcome="won", signed_amount=D(signed))
        for deal in deals[3:7]:
            end(agreed, deal, outcome="lost")

    def test_won_anyway_three_of_seven(self, agreed, seven):
        with noon(2026, 11, 20):
            found = outcomes(agreed)
            said = words(signed_in(agreed.cast.observer).get(REPORT))

        assert found.turned_down == [
            TurnedDown("declined", won=3, decided=7, open=1, amount=D("410000.00"))
        ]
        assert [(row.deal, row.amount, row.decided_on, row.won_on) for row in found.won_anyway] == [
            ("Deal 2", D("100000.00"), dt.date(2026, 11, 10), dt.date(2026, 11, 14)),
            ("Deal 1", D("110000.00"), dt.date(2026, 11, 10), dt.date(2026, 11, 13)),
            ("Deal 0", D("200000.00"), dt.date(2026, 11, 10), dt.date(2026, 11, 12)),
            ("Deal 0", D("200000.00"), dt.date(2026, 11, 10), dt.date(2026, 11, 12)),
        ]
        assert "Declined, won anyway: 3 of 7, EUR 410k; 1 deal still open." in said

    def test_a_win_counts_from_the_day_it_was_entered_last(self, agreed, deals):
        turned(agreed, "redirect", deals[0], to="partner")
        for day, outcome in [(11, "won"), (12, "lost"), (13, "won")]:
            end(agreed, deals[0], day, outcome=outcome)

        with noon(2026, 11, 20):
            (row,) = outcomes(agreed).won_anyway

        assert (row.state, row.won_on) == ("redirected", dt.date(2026, 11, 13))

    def test_what_is_built_after_all_is_not_turned_down(self, agreed, deals):
        made = turned(agreed, "defer", deals[0])
        actions.submit(escalation=made, actor=agreed.cast.sales)

        assert outcomes(agreed).turned_down == []

    def test_a_month_that_ended_knows_nothing_of_a_later_win(self, agreed, deals):
        turned(agreed, "decline", deals[0])
        delivered(agreed, deals[1])
        for deal in deals[:2]:
            end(agreed, deal, 3, 12, outcome="won")

        with noon(2026, 12, 10):
            before, now = outcomes(agreed), outcomes(agreed, DECEMBER)

        assert (before.turned_down[0].won, before.won, before.won_anyway) == (0, 0, [])
        assert (now.turned_down[0].won, now.won, now.won_anyway[0].won_on.month) == (1, 1, 12)


class TestClaims:
    def judge(self, world, escalation, role, is_true):
        claim = escalation.claims.get()
        judge(escalation=escalation, claims={claim.pk: is_true}, actor=world.cast.of(role))

    def test_a_claim_counts_as_product_judged_it_unless_sales_differ(self, agreed):
        for is_true, other in [(True, None), (False, False), (True, False)]:
            made = delivered(agreed, claims=[ClaimInput("few_lines")])
            self.judge(agreed, made, "product_manager", is_true)
            if other is not None:
                self.judge(agreed, made, "sales", other)
        delivered(agreed, claims=[ClaimInput("few_lines")])

        said = words(signed_in(agreed.cast.observer).get(REPORT))

        assert outcomes(agreed).claims == [ClaimsOfKind("few_lines", came_true=1, judged=2)]
        assert "It is only a few lines of code: true 1 of 2" in said

    def test_a_month_that_ended_keeps_what_was_said_then(self, agreed):
        made = delivered(agreed, claims=[ClaimInput("few_lines")])
        self.judge(agreed, made, "product_manager", True)
        with noon(2026, 12, 3):
            self.judge(agreed, made, "product_manager", False)

            assert outcomes(agreed).claims == [ClaimsOfKind("few_lines", came_true=1, judged=1)]
            assert outcomes(agreed, DECEMBER).claims == [ClaimsOfKind("few_lines", 0, 1)]
        agreed.proven()


def test_who_uses_it_stands_as_it_was_reviewed(agreed):
    for users, verdict, day in [(3, "promote", None), (0, "retire", dt.date(2027, 6, 30))]:
        actions.review(
            escalation=delivered(agreed, title=f"Used by {users}"),
            verdict=verdict,
            customers_using=users,
            retire_on=day,
            claims={},
            actor=agreed.cast.sales,
        )

    said = words(signed_in(agreed.cast.observer).get(REPORT))

    assert [
        (row.title, row.customers_using, row.verdict, row.retire_on)
        for row in outcomes(agreed).reviews
    ] == [
        ("Used by 3", 3, "promote", None),
        ("Used by 0", 0, "retire", dt.date(2027, 6, 30)),
    ]
    assert outcomes(agreed).used == 1
    assert "Of 2 specials reviewed 1 is used by somebody." in said
    assert "Used by 3: 3 customers use it; promote to core" in said
    assert "Used by 0: nobody uses it; retire by 30 Jun 2027" in said


def test_without_anything_ended_the_page_says_so(agreed):
    said = words(signed_in(agreed.cast.observer).get(REPORT))

    assert "No special was delivered." in said
