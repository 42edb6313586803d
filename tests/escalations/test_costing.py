"""What a special costs in all: who says it, that it is kept once, and what building it takes."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from company.versions import Stale, version_of
from escalations.costing import Build, build_of, costing_of, keep_costing
from escalations.models import Costing
from escalations.queries import whole
from tests.makers import noon
from tests.snapshots import raises_and_changes_nothing

RATE = D("8000.00")


def build(escalation) -> Build | None:
    return build_of(whole(type(escalation).objects.filter(pk=escalation.pk)).get(), RATE)


@pytest.mark.parametrize("role", ["engineering", "product_manager", "sales", "sales_vp"])
def test_engineering_product_and_sales_say_it(agreed, role):
    it = agreed.submitted()

    made = keep_costing(it, {"installs": 12}, actor=agreed.cast.of(role))

    assert (made.escalation, made.installs, made.payment_once) == (it, 12, D("0.00"))
    assert made.history.get().history_user == agreed.cast.of(role)
    agreed.proven()


@pytest.mark.parametrize("role", ["executive", "observer"])
def test_nobody_else_does(agreed, role):
    it = agreed.submitted()

    with raises_and_changes_nothing(PermissionDenied):
        keep_costing(it, {"installs": 12}, actor=agreed.cast.of(role))


def test_what_is_not_named_stays_and_each_change_is_kept(agreed):
    it = agreed.submitted()
    agreed.costs(it)

    keep_costing(it, {"payment_once": D("9000.00")}, actor=agreed.cast.sales)

    now = Costing.objects.get()
    assert (now.installs, now.payment_once) == (1000, D("9000.00"))
    said = now.history.order_by("history_id").values_list("payment_once", "history_user__email")
    assert list(said) == [
        (D("0.00"), "engineering@skylark.example"),
        (D("9000.00"), "sales@skylark.example"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"installs": -1},
        {"installs": 10_000_001},
        {"minutes_per_update": D("-0.01")},
        {"support_weeks_per_year": D("0.001")},
        {"payment_once": D("-1.00")},
    ],
)
def test_what_cannot_be_is_refused(agreed, said):
    it = agreed.submitted()
    agreed.costs(it)

    with raises_and_changes_nothing(ValidationError):
        keep_costing(it, said, actor=agreed.cast.engineering)


def test_nobody_overwrites_what_they_have_not_seen(agreed):
    it = agreed.submitted()
    nothing = version_of(costing_of(it))
    agreed.costs(it)

    with raises_and_changes_nothing(Stale) as caught:
        keep_costing(it, {"installs": 5}, actor=agreed.cast.sales, expected=(nothing,))

    assert caught.value.current.installs == 1000
    seen = version_of(costing_of(it))
    keep_costing(it, {"installs": 5}, actor=agreed.cast.sales, expected=(seen,))
    assert Costing.objects.get().installs == 5


class TestBuild:
    def test_nobody_sized_it(self, agreed):
        assert build(agreed.submitted()) is None

    def test_likely_weeks_until_it_is_approved(self, agreed):
        assert build(agreed.sized("3.00")) == Build(D("3.00"), D("24000.00"), "likely")

    def test_what_was_spent_before_comes_on_top(self, agreed):
        it = agreed.sized("3.00")
        agreed.spend(it, "0.50")
        it.refresh_from_db()

        assert build(it) == Build(D("3.50"), D("28000.00"), "likely")

    def test_approved_weeks_then_and_more_where_more_was_spent(self, agreed):
        it = agreed.approved("3.00")
        assert build(it) == Build(D("3.00"), D("24000.00"), "approved")

        agreed.spend(it, "4.00")
        assert build(it) == Build(D("4.00"), D("32000.00"), "approved")

    def test_what_was_spent_once_its_total_is_confirmed_at_the_rate_of_its_day(self, agreed):
        it = agreed.approved("3.00")
        agreed.spend(it, "2.00")
        agreed.deliver(agreed.start(it))
        agreed.product.rates.create(from_date=dt.date(2027, 1, 1), per_week=D("9000.00"))

        with noon(2027, 2, 1):
            found = build_of(whole(type(it).objects.filter(pk=it.pk)).get(), D("9000.00"))
        assert found == Build(D("2.00"), D("16000.00"), "spent")
