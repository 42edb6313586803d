"""The opening balance: requests and specials that were under way on the first day.

Skylark, 10 November 2026 (a Tuesday): work before is dated Monday the 9th, in 2026Q4.
"""

import datetime as dt
from decimal import Decimal as D

import pytest

from company.calendar import Quarter
from company.refusals import Refused
from escalations.models import Escalation
from governance.models import Decision
from governance.report.sections import build_report
from imports.run.undo import undo
from ledger.models import Entry
from portfolio.models import Effort
from tests.conftest import make_customer, make_item, make_team
from tests.imports.conftest import counts
from tests.imports.makers import AS_CUSTOMERS, imported
from tests.makers import NEXT, Q4, noon
from tests.snapshots import raises_and_changes_nothing, snapshot

HEADER = (
    "Key", "Title", "Customer", "Deal", "Origin", "State", "Needed by", "Approved weeks",
    "Spent weeks", "Team", "Quarter", "Decided on", "Decided by", "Reason",
)  # fmt: skip
PART = {
    "key": "Key",
    "columns": {
        "title": "Title",
        "customer": "Customer",
        "deal": "Deal",
        "origin": "Origin",
        "state": "State",
        "needed_by": "Needed by",
        "approved_weeks": "Approved weeks",
        "spent_weeks": "Spent weeks",
        "team": "Team",
        "quarter": "Quarter",
        "decided_on": "Decided on",
        "decided_by": "Decided by",
        "reason": "Reason",
    },
}


def row(title="Badge printing", key=None, **said):
    given = {
        "Key": key or f"k-{title}",
        "Title": title,
        "Customer": "Skyhook",
        "State": "approved",
        "Approved weeks": "3.00",
        **said,
    }
    return tuple(given.get(name, "") for name in HEADER)


ASKED = row("Asked", State="submitted", **{"Approved weeks": ""})
APPROVED = row("Approved", **{"Decided on": "2026-10-05", "Decided by": "Jo", "Reason": "Board."})
STARTED = row("Started", State="under way", **{"Spent weeks": "1.25"})
DONE = row("Done", State="done", **{"Approved weeks": "2.00", "Spent weeks": "2.50"})


@pytest.fixture
def product(world):
    make_customer(world.product, "Skyhook")
    return world.product


@pytest.fixture
def bring(import_rows):
    def bring(*rows, **more):
        return import_rows("specials", HEADER, *rows, part=PART, **more)

    return bring


def special(title) -> Escalation:
    return Escalation.objects.get(title=title)


class TestEachState:
    def test_what_is_only_asked_has_no_decision(self, world, product, bring):
        assert counts(bring(ASKED)) == (1, 0, 0, 0)

        made = special("Asked")
        assert (made.state, made.needed_by) == ("submitted", dt.date(2026, 12, 31))
        assert made.answer_due == dt.date(2026, 11, 17)
        assert not Decision.objects.exists()
        world.proven()

    def test_what_was_approved_holds_its_weeks(self, world, product, bring):
        world.plan()
        bring(APPROVED)

        made, decision = special("Approved"), Decision.objects.get()
        assert (made.state, made.approved_parts) == ("approved", {Q4: D("3.00")})
        assert (decision.kind, decision.weeks, decision.is_override) == ("approve", 3, False)
        assert decision.reason == (
            "Opening balance: under way before Daylight. Decided on 2026-10-05 by Jo. Board."
        )
        # The ledger names nobody.
        assert "Jo" not in Entry.objects.order_by("-number").first().text
        assert (world.budget().held_weeks, world.budget().cap_weeks) == (D("3.00"), D("8.32"))
        assert world.weeks()["Approved"] == "3.00"
        world.proven()

    def test_what_was_spent_is_effort_before_today_and_marked(self, world, product, bring):
        bring(STARTED)

        made, effort = special("Started"), Effort.objects.get()
        assert (effort.date, effort.minutes, effort.team) == (
            dt.date(2026, 11, 9),
            3000,
            world.team,
        )
        assert effort.import_key == f"opening balance {made.pk}"
        assert (made.state, made.approved_parts, made.parts_before) == (
            "in_progress",
            {Q4: D("3.00")},
            {Q4: D("1.25")},
        )
        # No line pays for what was spent before.
        assert world.weeks()["Started"] == "1.75"
        assert world.budget().held_weeks == D("3.00")
        world.proven()

    def test_what_was_delivered_holds_what_it_spent(self, world, product, bring):
        bring(DONE)

        made = special("Done")
        assert (made.state, made.total_confirmed_at is not None) == ("delivered", True)
        assert world.budget().held_weeks == D("2.50")
        assert "Done" not in world.weeks()
        world.proven()

    def test_weeks_of_an_ended_quarter_were_spent_in_it(self, world, product, bring):
        bring(row("Old", State="delivered", Quarter="2026Q3", **{"Spent weeks": "3.00"}))

        assert Effort.objects.get().date == dt.date(2026, 9, 30)
        assert special("Old").approved_parts == {Quarter(2026, 3): D("3.00")}
        world.proven()

    def test_weeks_of_a_later_quarter_are_held_there(self, world, product, bring):
        bring(row("Next", State="in_progress", Quarter="2027Q1", **{"Spent weeks": "0.50"}))

        assert special("Next").approved_parts == {Q4: D("0.50"), NEXT: D("2.50")}
        assert world.weeks(NEXT) == {"Next": "2.50"}
        world.proven()


class TestTwice:
    def test_the_same_file_twice_changes_nothing(self, world, product, bring):
        bring(ASKED, APPROVED, STARTED, DONE)
        before = snapshot((Escalation, Decision, Effort, Entry))

        assert counts(bring(ASKED, APPROVED, STARTED, DONE)) == (0, 0, 4, 0)
        assert snapshot((Escalation, Decision, Effort, Entry)) == before

    def test_a_key_is_known_under_another_title(self, world, product, bring):
        bring(row("Badges", key="S-1"))

        assert counts(bring(row("Badge printing", key="S-1"))) == (0, 0, 1, 0)

    def test_a_trial_changes_nothing(self, world, product, bring):
        bring(APPROVED, STARTED, dry_run=True)

        assert not Escalation.objects.exists()
        assert not Effort.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (row(Customer="Globex"), "there is no customer 'Globex'"),
        (row(Deal="Nowhere"), "there is no deal 'Nowhere'"),
        (row(Quarter="soon"), "is no quarter"),
        (row(**{"Approved weeks": "", "Reason": "Yes."}), "how many weeks were approved"),
        (row(**{"Approved weeks": "1.005"}), "has more than two decimals"),
        (row(State="submitted"), "what is only submitted has no approved weeks"),
        (row(**{"Decided on": "2026-11-11"}), "2026-11-11 is yet to come"),
        (row(Team="Nobody", **{"Spent weeks": "1"}), "there is no core team 'Nobody'"),
        (row(key="I-1"), "is core work"),
    ],
)
def test_what_does_not_fit_is_rejected_with_a_sentence(world, product, bring, said, sentence):
    item = make_item(product, "Audit trail")
    item.import_key = "I-1"
    item.save()

    result = bring(said, STARTED)

    assert counts(result) == (1, 0, 0, 1)
    assert sentence in str(result.rejections[0])
    assert [str(e) for e in Escalation.objects.all()] == ["Started"]


def test_of_two_core_teams_one_is_named(world, product, bring):
    make_team(product, "Devices")

    result = bring(STARTED, row("Ours", Team="devices", **{"Spent weeks": "1"}))

    assert counts(result) == (1, 0, 0, 1)
    assert "nobody says which team" in str(result.rejections[0])
    assert Effort.objects.get().team.name == "Devices"


def test_after_the_first_agreed_baseline_it_is_refused(world, product, bring):
    bring(APPROVED)
    world.plan()
    world.baseline()
    before = snapshot((Escalation, Decision, Effort))

    result = bring(APPROVED, STARTED)

    assert counts(result) == (0, 0, 1, 1)
    assert "has agreed the plan of Q4 2026: its first days are over" in str(result.rejections[0])
    assert snapshot((Escalation, Decision, Effort)) == before
    world.proven()


def by_worker(world, *rows):
    content = "\n".join(",".join(cells) for cells in (HEADER, *rows))
    found = imported(world.product, world.cast.product_manager, content, {"specials": PART})
    assert found.created_rows == len(rows)
    return found


class TestUndo:
    def test_requests_are_taken_back(self, world, product):
        before = snapshot((Escalation, Effort))
        begun = row("Begun", State="submitted", **{"Approved weeks": "", "Spent weeks": "1"})

        undo(by_worker(world, ASKED, begun), actor=world.cast.product_manager)

        assert snapshot((Escalation, Effort)) == before
        world.proven()

    def test_decisions_are_never_taken_back(self, world, product):
        found = by_worker(world, ASKED, STARTED)

        with raises_and_changes_nothing(Refused) as caught:
            undo(found, actor=world.cast.product_manager)

        assert "Started came in with its decision" in caught.value.detail


def test_it_goes_on_as_any_special(world, product, bring):
    bring(STARTED, APPROVED)
    world.plan(lines=[])
    world.baseline()

    world.reestimate(special("Approved"), "2.00")
    world.deliver(special("Started"))

    assert world.budget().held_weeks == D("3.25")
    world.proven()


def test_the_first_report_after_everything_came_in_is_right(world, product, bring, import_rows):
    """Capacity 83.20: cap 8.32. Held 3.00 + 3.00 + 2.50 = 8.50: 0.18 over.

    Spent 1.25 + 2.50 = 3.75 wk at 8,000: 30,000. Promised 2.00 wk, 1 nobody sized.
    """
    customers = "Customer,ARR,Renewal\nSkyhook,120000,2026-12-20\nDelft Rail,80000,\n"
    imported(product, world.cast.product_manager, customers, AS_CUSTOMERS)
    world.plan(lines=[])
    bring(ASKED, APPROVED, STARTED, DONE)
    import_rows(
        "commitments",
        ("Customer", "What", "Due", "Source", "Weeks"),
        ("Skyhook", "An audit log", "2026-12-24", "contract", "2.00"),
        ("Delft Rail", "A call back", "2026-12-01", "spoken", ""),
    )

    found = build_report(product, dt.date(2026, 11, 1))

    head = found.headline
    assert (head.cap_weeks, head.held_weeks, head.headroom_weeks) == (
        D("8.32"),
        D("8.50"),
        D("-0.18"),
    )
    assert (head.month.special_weeks, head.cost) == (D("3.75"), D("30000.00"))
    assert (head.promised_weeks, head.promises_unsized) == (D("2.00"), 1)
    assert [
        (r.title, r.started_without_decision, r.approved_weeks, r.spent_weeks, r.left_weeks)
        for r in found.underway
    ] == [
        ("Started", False, D("3.00"), D("1.25"), D("1.75")),
        ("Approved", False, D("3.00"), D("0.00"), D("3.00")),
    ]
    assert (found.outcomes.delivered, len(found.commitments.rows)) == (1, 2)
    assert len(found.decisions.rows) == 3
    assert {r.reason[:15] for r in found.decisions.rows} == {"Opening balance"}
    assert head.sources[0].said == (
        "Customers: customers.csv, 10 Nov 2026; 1 of 2 without a renewal date"
    )
    with noon(2026, 12, 5):
        assert build_report(product, dt.date(2026, 11, 1)).headline.held_weeks == D("8.50")
