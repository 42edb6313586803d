"""manage.py seed_scale, at a scale small enough for a test: whole, proven, and alive after."""

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from company import clock, histories
from company.models import Membership, Person, Product
from demo.scale.names import company_names
from demo.scale.sizes import share
from escalations import actions
from escalations.models import Commitment, Deal, Displacement, Escalation
from escalations.states import OPEN
from governance.approvals import actions as approvals
from governance.audit import faults as ledger_faults
from governance.budget import BudgetSnapshot
from governance.models import Decision
from portfolio.models import Baseline, Customer, Effort, Item, Line, Team, Usage, Waiting
from portfolio.plan.reconciliation import faults as book_faults
from tests.scale import NOW, SMALL, TINY, make_scaled

# It writes by the same rows and tables as the actions do, whose tests are on every database.
pytestmark = [pytest.mark.xdist_group("scale"), pytest.mark.any_database]


@pytest.fixture(scope="module")
def one_seeded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(NOW):
        yield make_scaled("tiny")
        transaction.set_rollback(True)


@pytest.fixture
def tiny(one_seeded, db):
    """The product at NOW, seeded once; the test goes on at NOW."""
    return Product.objects.get(pk=one_seeded.pk)


def faults(product: Product) -> list[str]:
    return [*ledger_faults(product), *book_faults(product), *histories.faults(product)]


def test_there_is_exactly_what_the_scale_says(tiny):
    mine = {"product": tiny}

    assert {
        "quarters": Baseline.objects.filter(plan__product=tiny).count(),
        "items": Item.objects.filter(**mine).exclude(slice__is_specials=True).count(),
        "escalations": Escalation.objects.filter(**mine).count(),
        "open_escalations": Escalation.objects.filter(**mine, state__in=OPEN).count(),
        "effort": Effort.objects.filter(**mine).count(),
        "deals": Deal.objects.filter(**mine).count(),
        "waiting": Waiting.objects.filter(item__product=tiny).count(),
        "usage": Usage.objects.filter(item__product=tiny).count(),
        "commitments": Commitment.objects.filter(**mine).count(),
        "customers": Customer.objects.filter(**mine).count(),
        "teams": Team.objects.filter(**mine, kind="core").count(),
    } == {name: getattr(TINY, name) for name in vars(TINY)}


def test_the_open_ones_are_in_every_open_state(tiny):
    found = Counter(tiny.escalations.filter(state__in=OPEN).values_list("state", flat=True))

    assert found == {
        "draft": 1,
        "submitted": 2,
        "sized": 1,
        "proposed": 2,
        "approved": 2,
        "in_progress": 3,
        "delivered": 1,
    }


def test_ledger_and_books_are_proven(tiny):
    assert faults(tiny) == []


def test_what_people_do_next_is_proven_too(tiny):
    executive = Person.objects.filter(memberships__role="executive").earliest("pk")
    proposed = tiny.escalations.filter(state="proposed").earliest("pk")
    running = tiny.escalations.filter(state="in_progress", is_imported=False)
    first, second = running.order_by("pk")[:2]

    approvals.approve(
        escalation=proposed, reason="Signed today, and we say so.", override=True, actor=executive
    )
    actions.deliver(escalation=first, actor=None)
    approvals.cancel(escalation=second, reason="They went away.", actor=executive)

    assert faults(tiny) == []


def test_caps_mostly_hold(tiny):
    snapshot = BudgetSnapshot.load(tiny)
    ended = [snapshot.budget(quarter) for quarter in sorted(snapshot.plans)][: TINY.quarters - 1]

    assert all(budget.cap_weeks / 2 < budget.held_weeks < 2 * budget.cap_weeks for budget in ended)


def test_some_is_overridden_some_is_chosen_alone_and_items_give_way(tiny):
    decisions = Decision.objects.filter(escalation__product=tiny)
    displaced = Displacement.objects.filter(escalation__product=tiny)

    assert decisions.filter(is_override=True).exists()
    assert decisions.filter(is_slot=True).exists()
    assert set(displaced.values_list("outcome", flat=True)) == {"slips", "postponed", "dropped"}
    assert displaced.filter(returns__isnull=False).exists()
    assert displaced.filter(customers__isnull=False).exists()
    assert Line.objects.filter(plan__product=tiny, unfunded_weeks__gt=0).exists()


def test_the_same_day_gives_the_same(tiny):
    assert _picture(make_scaled("other")) == _picture(tiny)


def _picture(product: Product) -> list[object]:
    requests = product.escalations.order_by("pk").values_list("title", "state", "filed_at")
    lines = Line.objects.filter(plan__product=product).order_by("pk")
    effort = product.effort.order_by("pk").values_list("item__title", "date", "minutes")
    return [*requests, *lines.values_list("item__title", "weeks"), *effort]


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-10-01", "2026-12-31"])
def test_a_quarter_may_just_begin_or_end(day):
    made = make_scaled("edge", SMALL, now=dt.datetime.fromisoformat(f"{day}T08:00Z"))

    assert made.escalations.open().count() == 12
    assert made.effort.count() == 500
    assert faults(made) == []


@pytest.mark.django_db
def test_twice_the_years_leave_as_much_open():
    made = make_scaled("twice", SMALL.times(2))

    assert made.escalations.count() == 90
    assert made.escalations.open().count() == 12
    assert made.customers.count() == 20
    assert Baseline.objects.filter(plan__product=made).count() == 4
    assert faults(made) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("is_demo", "people"), [(False, 12), (True, 20)])
def test_only_a_demonstration_lets_its_people_in(settings, is_demo, people, capsys):
    settings.DEMO = is_demo

    with clock.at(NOW):
        call_command("seed_scale", slug="hill", scale=SMALL)

    found = Person.objects.filter(memberships__product__slug="hill").distinct()
    assert found.count() == people
    assert [person for person in found if person.has_usable_password()] == []
    said = capsys.readouterr()
    assert said.out.startswith("hill: ready. ")
    assert "500 rows of effort" in said.err


@pytest.mark.django_db
def test_a_product_that_stands_is_left_alone(capsys):
    standing = Product.objects.create(slug="scale-1", name="Ours")

    with pytest.raises(CommandError, match="'scale-1' already; it was left as it is") as refused:
        call_command("seed_scale")

    assert refused.value.returncode == 2
    assert list(Product.objects.filter(slug="scale-1").values_list("pk", "name")) == [
        (standing.pk, "Ours")
    ]
    assert not Membership.objects.filter(product=standing).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("factor", ["0", "11"])
def test_a_factor_is_from_1_to_10(factor):
    with pytest.raises(CommandError, match="--factor is from 1 to 10") as refused:
        call_command("seed_scale", "--factor", factor)

    assert refused.value.returncode == 2


def test_nearly_equal_parts_are_exactly_the_whole():
    assert [share(10, n, 4) for n in range(4)] == [2, 3, 2, 3]


def test_company_names_never_repeat():
    names = company_names()
    assert len({next(names) for _ in range(5_000)}) == 5_000
