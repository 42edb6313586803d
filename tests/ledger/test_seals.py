"""Every column of every append-only table changed, every row deleted, swapped and copied.

Made from the models: a new column or table is tampered with before anybody thinks of it.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal as D

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from company.calendar import OptionalQuarterField, Quarter, QuarterField
from escalations.later_answers import say_deal, say_use
from escalations.promise_answers import answer_promises
from governance import caps
from governance.approvals.actions import decline, redirect
from governance.audit import faults
from governance.models import Cap, Policy
from governance.policies import set_policy
from ledger import chain, triggers
from ledger.as_found import sealer
from ledger.models import Entry, Head
from ledger.proof import Seals, sealed_models, table_faults
from ledger.seals import seal, seals_of
from portfolio.models import ExtensionPoint, Partner
from tests.conftest import make_team
from tests.makers import LATER, LONG_REASON, NEXT, NOW, World, noon

TABLES = sorted(sealed_models(), key=lambda model: model._meta.label)


@pytest.fixture
def opened(everything):
    """A world with two rows in every sealed table and no triggers: somebody may tamper."""
    everything.plan(NEXT, lines=everything.lines())
    set_policy(policy=Policy(product=everything.product, slots=3), actor=everything.cast.executive)
    everything.baseline(NEXT)
    one = everything.deliver(everything.start(everything.override(everything.proposed("1.00"))))
    caps.write_off(
        product=everything.product,
        quarter=NEXT,
        weeks=D("0.25"),
        reason=LONG_REASON,
        actor=everything.cast.executive,
    )
    # So that every column may say something else: another team, an item nobody waits for, a
    # long reason, a sizing nobody confirmed, a plan nobody agreed.
    make_team(everything.product, "Second")
    answer_promises(product=everything.product, nothing_else=False, actor=everything.cast.sales_vp)
    everything.override(everything.proposed("1.00", [everything.take(everything.b, "1.00")]))
    everything.confirm(everything.size(everything.submitted(), "1.00", NEXT), "product")
    everything.plan(LATER, lines=[])
    _name_elsewhere(everything)
    with noon(2026, 12, 12):
        say_use(escalation=one, after_days=30, customers_using=1, actor=None)
    assert list(faults(everything.product)) == []
    triggers.remove()
    yield everything
    triggers.install()


def _name_elsewhere(made: World) -> None:
    """Sizings and a decision that say where else it could be done, and what a deal came to."""
    point, partner = ExtensionPoint.objects.get(), Partner.objects.get()
    made.size(made.submitted(), "1.00", NEXT, approach="extension_point", extension_point=point)
    asked = made.size(made.submitted(), "1.00", NEXT, approach="partner", partner=partner)
    redirect(escalation=asked, reason=LONG_REASON, to="partner", actor=made.cast.executive)
    customer = made.customer()
    asked = made.submitted(customer=customer, deal=made.deal(customer))
    declined = decline(escalation=asked, reason="No.", actor=made.cast.executive)
    say_deal(escalation=declined, outcome="open", actor=made.cast.sales)


def other_values(field: models.Field, value: object) -> list[object]:
    """Values that are not this one; the database may refuse some of them."""
    if field.choices:
        return [key for key, _ in field.flatchoices if key != value]
    if field.primary_key:
        return [value + 100_000]
    if isinstance(field, models.ForeignKey):
        others = field.related_model._base_manager.exclude(pk=value).values_list("pk", flat=True)
        return [*others, *([None] if field.null and value is not None else [])]
    if isinstance(field, QuarterField | OptionalQuarterField):
        return [Quarter(2031, 2)]
    by_kind: dict[type, Callable[[], list[object]]] = {
        models.BooleanField: lambda: [not value],
        models.DateTimeField: lambda: [value + dt.timedelta(microseconds=1)],
        models.DateField: lambda: [
            (value or NOW.date()) + dt.timedelta(days=1),
            (value or NOW.date()) + dt.timedelta(days=7),
            dt.date(2031, 2, 1),
        ],
        models.DecimalField: lambda: [(value or D(0)) + D("0.1"), (value or D(0)) - D("0.1")],
        models.IntegerField: lambda: [value + 1],
        models.JSONField: lambda: [{**value, "2031Q2": {}}],
        models.TextField: lambda: [f"{value} "],
        models.CharField: lambda: [f"{value}x"[-field.max_length :]],
    }
    return next(made() for kind, made in by_kind.items() if isinstance(field, kind))


@contextmanager
def undone() -> Iterator[None]:
    """What the block does to the tables is taken back; what points nowhere may do so in it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_let_through(change: Callable[[], object]) -> bool:
    """Whether the database, without its triggers, lets the change happen."""
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return False
    return True


class Witness:
    """Says what the ledger finds of one row, by the seals as they were read."""

    def __init__(self, world: World) -> None:
        self.product, self.seals = world.product, Seals.of(world.product)

    def says(self, model: type[models.Model], pk: int) -> list[str]:
        name, found = model._meta.verbose_name, table_faults(self.product, model, self.seals)
        return [f for f in found if f.startswith((f"{name} {pk} ", f"{name} {pk},"))]


def said_of(world: World, model: type[models.Model], pk: int) -> list[str]:
    return Witness(world).says(model, pk)


def columns() -> Iterator[tuple[type[models.Model], models.Field]]:
    return ((model, field) for model in TABLES for field in model._meta.concrete_fields)


def is_found_changed(witness: Witness, model, field) -> bool:
    """Whether some row could be changed in that column; whichever could is asserted found."""
    for row in model._base_manager.order_by("pk"):
        for value in other_values(field, getattr(row, field.attname)):
            mine, given = model._base_manager.filter(pk=row.pk), {field.attname: value}
            with undone():
                if is_let_through(lambda mine=mine, given=given: mine.update(**given)):
                    assert len(witness.says(model, row.pk)) == 1, (field, row, value)
                    return True
    return False


def test_every_changed_column_is_found(opened):
    witness = Witness(opened)

    untried = [
        str(field) for model, field in columns() if not is_found_changed(witness, model, field)
    ]

    assert untried == []


def test_every_deleted_row_is_found(opened):
    witness = Witness(opened)
    for model in TABLES:
        for pk in model._base_manager.values_list("pk", flat=True):
            with undone():
                model._base_manager.filter(pk=pk)._raw_delete("default")
                found = witness.says(model, pk)

            assert len(found) == 1, (model, pk)
            assert found[0].endswith("is gone")


def test_every_copied_row_is_found_or_refused_as_a_second(opened):
    witness = Witness(opened)
    for model in TABLES:
        is_unique = bool(model._meta.total_unique_constraints) or any(
            field.unique and not field.primary_key for field in model._meta.concrete_fields
        )
        for row in list(model._base_manager.order_by("pk")):
            row.pk, row._state.adding = None, True
            with undone():
                if is_let_through(lambda row=row: row.save(force_insert=True)):
                    name = model._meta.verbose_name
                    fault = f"{name} {row.pk} was written past the ledger: no entry seals it"
                    assert witness.says(model, row.pk) == [fault]
                else:
                    assert is_unique, model


def test_two_swapped_rows_are_both_found(opened):
    witness = Witness(opened)
    for model in TABLES:
        rows = model._base_manager
        one, other = rows.order_by("pk").values_list("pk", flat=True)[:2]
        away = rows.order_by("pk").last().pk + 1000
        with undone():
            for now, then in [(one, away), (other, one), (away, other)]:
                rows.filter(pk=now).update(id=then)
            found = witness.says(model, one) + witness.says(model, other)

        assert [" was changed since entry " in fault for fault in found] == [True, True], model


def test_a_seal_is_the_same_for_a_row_just_made_and_one_read_back(everything):
    made = everything.cap(weeks=D("9"), reason="Rounded by nobody at all.")

    assert seals_of([made]) == seals_of([Cap.objects.get(pk=made.pk)])


def test_a_row_sealed_twice_holds_only_while_both_seals_do(opened):
    sealer(("governance", "Cap", "plan__product"))(apps, None)
    assert list(faults(opened.product)) == []
    cap = Cap.objects.order_by("pk").first()

    Cap.objects.filter(pk=cap.pk).update(reason="Somebody else's.")

    assert len(said_of(opened, Cap, cap.pk)) == 1


def seal_by_hand(world: World, model: type[models.Model], columns: list[str], pk: int) -> None:
    """An entry as a release before some column would have written it."""
    fields = [f for f in model._meta.concrete_fields if f.column in columns]
    rows = model._base_manager.filter(pk=pk).values_list(*[f.attname for f in fields])
    head = Head.objects.get(product=world.product)
    entry = chain.columns(
        product_id=world.product.pk,
        previous=(head.number, head.hash),
        kind="cap_set",
        actor_id=None,
        at=NOW,
        data={},
        seals={model._meta.db_table: seal(fields, rows)},
    )
    Entry.objects.create(**entry)
    Head.objects.filter(pk=head.pk).update(number=entry["number"], hash=entry["hash"])


def test_a_column_younger_than_its_seal_is_said_until_the_row_is_sealed_as_found(opened):
    old = Cap.objects.order_by("pk").first()
    old.pk, old._state.adding = None, True
    old.save(force_insert=True)
    known = [f.column for f in Cap._meta.concrete_fields if f.column != "reason"]
    seal_by_hand(opened, Cap, known, old.pk)
    assert said_of(opened, Cap, old.pk) == [f"cap {old.pk} has a column no entry seals: reason"]
    assert Seals.of(opened.product).as_found == {}

    sealer(("governance", "Cap", "plan__product"))(apps, None)

    assert said_of(opened, Cap, old.pk) == []
    assert list(Seals.of(opened.product).as_found.values()) == [Cap.objects.count()]


def test_a_table_and_a_column_that_are_no_more_are_said(opened):
    cap = Cap.objects.order_by("pk").first()
    head = Head.objects.get(product=opened.product)
    seals = {
        "lost_table": {"columns": ["id"], "rows": [[1, "0" * 64]]},
        Cap._meta.db_table: {"columns": ["id", "lost"], "rows": [[cap.pk, "0" * 64]]},
    }
    entry = chain.columns(
        product_id=opened.product.pk,
        previous=(head.number, head.hash),
        kind="cap_set",
        actor_id=None,
        at=NOW,
        data={},
        seals=seals,
    )
    Entry.objects.create(**entry)
    Head.objects.filter(pk=head.pk).update(number=entry["number"], hash=entry["hash"])

    found = list(faults(opened.product))

    assert f"cap {cap.pk} has lost its column lost, which entry {entry['number']} sealed" in found
    assert "the ledger seals rows of lost_table, which is no table of Daylight" in found


def test_a_person_can_be_renamed_or_erased_and_the_ledger_still_proves(everything):
    person = everything.cast.executive
    person.name, person.email = "Erased", "erased@skylark.example"
    person.save()

    assert list(faults(everything.product)) == []
    assert not Entry.objects.filter(text__contains="executive@skylark.example").exists()
