"""Once time has passed: who uses a special, what became of a declined deal, what is retired."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied

from company.models import Notice
from company.refusals import Malformed, Refused
from escalations.costing import keep_costing
from escalations.later_answers import say_deal, say_use
from escalations.models import Deal, LaterAnswer
from escalations.watching import tell_sunsets
from governance.approvals import actions as approvals
from governance.approvals.retiring import retire
from governance.inbox import waiting_for_me
from governance.report.sections import build_report
from tests.makers import noon
from tests.portfolio.pages import signed_in, words
from tests.snapshots import nothing_changes

DECEMBER = dt.date(2026, 12, 1)


@pytest.fixture
def delivered(agreed):
    return agreed.deliver(agreed.start(agreed.approved("1.00")))


def use(world, escalation, days=30, users=2, role="product_manager", note=""):
    return say_use(
        escalation=escalation,
        after_days=days,
        customers_using=users,
        note=note,
        actor=world.cast.of(role),
    )


def owed(world, role) -> list[str]:
    return [step for _, step in waiting_for_me(world.cast.of(role), world.product)]


class TestWhoUsesIt:
    def test_it_is_asked_of_product_after_30_and_90_days(self, agreed, delivered):
        asked = {}
        for day in ((2026, 12, 9), (2026, 12, 10), (2027, 2, 7), (2027, 2, 8)):
            with noon(*day):
                asked[day] = [step for step in owed(agreed, "product_manager") if "uses" in step]

        assert list(asked.values()) == [
            [],
            ["say who uses it, 30 days after it was delivered"],
            ["say who uses it, 30 days after it was delivered"],
            [
                "say who uses it, 90 days after it was delivered",
                "say who uses it, 30 days after it was delivered",
            ],
        ]

    def test_answers_are_kept_with_their_days_and_sealed(self, agreed, delivered):
        with noon(2026, 12, 10):
            use(agreed, delivered, note="Two hospitals.")
            facts = build_report(agreed.product, DECEMBER).outcomes.later_uses
        with noon(2027, 2, 8):
            use(agreed, delivered, 90, 0)
            left = [step for step in owed(agreed, "product_manager") if "uses" in step]
            page = signed_in(agreed.cast.observer).get(f"/p/skylark/escalations/{delivered.pk}/")

        assert [(row.after_days, row.customers_using, row.on) for row in facts] == [
            (30, 2, dt.date(2026, 12, 10))
        ]
        assert left == []
        assert list(LaterAnswer.objects.values_list("question", "customers_using")) == [
            ("use_30", 2),
            ("use_90", 0),
        ]
        said = words(page)
        assert "Who uses it after 30 days: 2 customers. Two hospitals." in said
        assert "Who uses it after 90 days: nobody" in said
        agreed.proven()

    @pytest.mark.parametrize(
        ("days", "role", "said"),
        [(90, "sales", "not 90 days ago yet"), (60, "sales", "30 days and after 90")],
    )
    def test_too_early_or_of_another_day_it_is_refused(self, agreed, delivered, days, role, said):
        with (
            noon(2026, 12, 10),
            nothing_changes(),
            pytest.raises((Refused, Malformed), match=said),
        ):
            use(agreed, delivered, days, role=role)

    def test_it_is_answered_once_and_by_sales_or_product(self, agreed, delivered):
        with noon(2026, 12, 10):
            use(agreed, delivered)
            with nothing_changes():
                with pytest.raises(Refused, match="answered on 2026-12-10"):
                    use(agreed, delivered, users=7)
                with pytest.raises(PermissionDenied):
                    use(agreed, delivered, role="engineering")


class TestDeclined:
    @pytest.fixture
    def declined(self, agreed):
        customer = agreed.customer()
        made = agreed.submitted(customer=customer, deal=agreed.deal(customer))
        return approvals.decline(escalation=made, reason="No.", actor=agreed.cast.executive)

    def test_its_filer_is_asked_once_after_a_month(self, agreed, declined):
        def asked():
            return [step for step in owed(agreed, "sales") if step.startswith("declined")]

        with noon(2026, 12, 9):
            early = asked()
        with noon(2026, 12, 11):
            then = asked()
            others = owed(agreed, "sales_vp")
            say_deal(
                escalation=declined,
                outcome="won",
                signed_amount=D("380000.00"),
                actor=agreed.cast.sales,
            )
            after = asked()
            found = build_report(agreed.product, DECEMBER).outcomes

        deal = Deal.objects.get()
        assert (early, then, after) == ([], ["declined: say what became of its deal"], [])
        assert not [step for step in others if step.startswith("declined")]
        assert (deal.outcome, deal.signed_amount) == ("won", D("380000.00"))
        assert [(row.deal, row.amount) for row in found.won_anyway] == [("Badges", D("380000.00"))]
        agreed.proven()

    def test_still_open_is_an_answer(self, agreed, declined):
        with noon(2026, 12, 11):
            say_deal(escalation=declined, outcome="open", actor=agreed.cast.sales)

            assert Deal.objects.get().outcome == "open"
            assert owed(agreed, "sales") == []

    def test_what_does_not_fit_is_refused(self, agreed, declined):
        without = approvals.decline(
            escalation=agreed.submitted(), reason="No.", actor=agreed.cast.executive
        )
        amount = {"signed_amount": D("1.00"), "actor": agreed.cast.sales}

        with nothing_changes():
            with pytest.raises(Malformed, match="Only a won deal"):
                say_deal(escalation=declined, outcome="lost", **amount)
            with pytest.raises(Refused, match="No deal depended on it"):
                say_deal(escalation=without, outcome="lost", actor=agreed.cast.sales)


class TestRetiring:
    def test_thirty_days_before_it_is_wanted_and_told(self, agreed, delivered):
        keep_costing(delivered, {"sunset_on": dt.date(2026, 12, 12)}, actor=agreed.cast.sales)
        wanted = "retire it or move its day: carried until 12 Dec"
        with noon(2026, 11, 11):
            early = wanted in owed(agreed, "product_manager")
        with noon(2026, 11, 12):
            tell_sunsets(agreed.product)
            tell_sunsets(agreed.product)
            roles = ("product_manager", "executive", "sales", "engineering")
            asked = [role for role in roles if wanted in owed(agreed, role)]
            headline = build_report(agreed.product, dt.date(2026, 11, 1)).headline
            queue = words(signed_in(agreed.cast.observer).get("/p/skylark/queue/"))

        told = Notice.objects.filter(key__startswith="sunset:")
        assert (early, asked) == (False, ["product_manager", "executive"])
        assert [(row.person, row.text) for row in told] == [
            (
                agreed.cast.product_manager,
                "Badge printing: it is carried until 12 Dec 2026. Retire it, or move its day.",
            )
        ]
        assert (headline.decisions_wanted, headline.decisions_wanted_by) == (
            1,
            dt.date(2026, 12, 12),
        )
        assert "carried until 12 Dec. Retire it, or move its day." in queue

    def test_retiring_is_a_decision_of_product_or_an_executive(self, agreed, delivered):
        keep_costing(delivered, {"sunset_on": dt.date(2026, 11, 1)}, actor=agreed.cast.sales)
        with nothing_changes():
            for role in ("sales_vp", "engineering", "observer"):
                with pytest.raises(PermissionDenied):
                    retire(escalation=delivered, reason="Unused.", actor=agreed.cast.of(role))
            with pytest.raises(Malformed):
                retire(escalation=delivered, reason=" ", actor=agreed.cast.executive)

        retire(escalation=delivered, reason="Unused.", actor=agreed.cast.product_manager)

        (row,) = build_report(agreed.product, dt.date(2026, 11, 1)).decisions.rows[-1:]
        assert (row.kind, row.reason) == ("retire", "Unused.")
        assert agreed.kinds()[-1] == "retired"
        assert not [step for step in owed(agreed, "product_manager") if "retire" in step]
        with nothing_changes(), pytest.raises(Refused, match="retired already"):
            retire(escalation=delivered, reason="Again.", actor=agreed.cast.executive)
        agreed.proven()


def test_what_delivered_specials_return(agreed):
    """Built in 3.00 wk at 8,000, carried at 33,333.33 a year for 7 years: 257,333.33 in all."""
    made = agreed.approved("3.00", title="Devices")
    agreed.spend(made, "3.00")
    agreed.deliver(agreed.start(made))
    agreed.costs(made, payment_once=D("60000.00"), payment_per_year=D("100000.00"))
    unpaid = agreed.approved("0.50", title="Unpaid")
    agreed.deliver(agreed.start(unpaid))
    agreed.costs(unpaid, installs=0, run_cost_per_year=D("100.00"))
    open_total = agreed.approved("0.50", title="Total not confirmed")
    agreed.deliver(agreed.start(open_total), total_confirmed=False)
    agreed.costs(open_total)

    rows = build_report(agreed.product, dt.date(2026, 11, 1)).outcomes.returns

    assert [
        (row.title, row.paid, row.full_cost, row.return_multiple, row.is_below_minimum)
        for row in rows
    ] == [
        ("Unpaid", D("0.00"), D("700.00"), None, True),
        ("Devices", D("760000.00"), D("257333.33"), D("2.95"), True),
    ]
    said = words(signed_in(agreed.cast.observer).get("/p/skylark/report/2026-11/"))
    assert "EUR 760k EUR 257k 2.95 times less than policy expects" in said
