"""On the page that decides, other lines may be named; both proposals stand on the record."""

import pytest
from django.test import Client

from escalations.models import Displacement, Escalation, Proposal
from tests.makers import LATER
from tests.snapshots import nothing_changes

HERE = "/p/skylark/escalations"


@pytest.fixture
def asked(agreed):
    """3.00 wk, which product takes from A, two quarters on."""
    return agreed.proposed("3.00", rows=[agreed.take(agreed.a, "3.00", to_quarter=LATER)])


@pytest.fixture
def client(agreed):
    found = Client()
    found.force_login(agreed.cast.executive)
    return found


def lines(world, **weeks) -> dict[str, str]:
    """The form's lines as they are sent: by the name of the item in the world."""
    sent = {"other_lines": "1", "reason": "Worth it."}
    for name in ("a", "b", "c"):
        line = world.line(getattr(world, name))
        sent |= {f"weeks_{line.pk}": weeks.get(name, ""), f"outcome_{line.pk}": "slips"}
    return sent


def taken(made) -> list[tuple[str, str]]:
    rows = Displacement.objects.filter(escalation=made).order_by("pk")
    return [(str(row.named), str(row.weeks)) for row in rows]


def test_the_lines_start_as_product_named_them(agreed, asked, client):
    page = client.get(f"{HERE}/{asked.pk}/approve/?lines=1")

    line = agreed.line(agreed.a)
    assert str(page.context["form"][f"weeks_{line.pk}"].value()) == "3.00"
    assert "Name other lines" in page.content.decode()
    assert page.context["verdict"].button == "Approve and slip SSO audit log"


def test_the_lines_are_shown_to_whoever_asks_for_them(agreed, asked, client):
    name = f"weeks_{agreed.line(agreed.a).pk}"

    closed = client.get(f"{HERE}/{asked.pk}/approve/").content.decode()
    opened = client.get(f"{HERE}/{asked.pk}/approve/?lines=1").content.decode()

    assert ('href="?lines=1#other-lines"' in closed, name in closed) == (True, False)
    assert ('href="?lines=1#other-lines"' in opened, name in opened) == (False, True)


def test_an_incomplete_proposal_opens_the_lines_by_itself(agreed, asked, client):
    made = agreed.proposed("3.00", rows=[agreed.take(agreed.a, "1.00")])

    complete = client.get(f"{HERE}/{asked.pk}/approve/").content.decode()
    page = client.get(f"{HERE}/{made.pk}/approve/").content.decode()
    opened = client.get(f"{HERE}/{made.pk}/approve/?lines=1").content.decode()

    assert ('id="other-lines">' in complete, 'hx-trigger="load"' in complete) == (True, False)
    assert ('id="other-lines" open>' in page, 'hx-trigger="load"' in page) == (True, True)
    assert f'name="weeks_{agreed.line(agreed.a).pk}" value="1.00"' in opened


def test_what_is_chosen_is_judged_before_the_button_and_saves_nothing(agreed, asked, client):
    sent = {**lines(agreed, b="2.00"), "preview": "1"}

    with nothing_changes():
        page = client.post(f"{HERE}/{asked.pk}/approve/", sent)

    assert page.status_code == 200
    assert str(page.context["check"].displaced) == "2.00"
    assert page.context["check"].needs_override is True
    assert page.context["verdict"].button == (
        "Override with 1.00 wk that no line gives and slip Kernel upgrade"
    )


def test_the_lines_chosen_give_and_both_proposals_stand(agreed, asked, client):
    answer = client.post(f"{HERE}/{asked.pk}/approve/", lines(agreed, b="2.00", c="1.00"))

    assert answer.status_code == 302
    assert taken(asked) == [("Kernel upgrade", "2.00"), ("Flaky tests", "1.00")]
    assert list(Proposal.objects.values_list("at_decision", flat=True)) == [False, True]
    page = client.get(f"{HERE}/{asked.pk}/").content.decode()
    assert "Product proposed" in page
    assert f"{agreed.cast.executive} decided on other lines" in page
    made = Escalation.objects.get(pk=asked.pk)
    assert (made.product_proposal.by, made.decided_proposal.by) == (
        agreed.cast.product_manager,
        agreed.cast.executive,
    )
    agreed.proven()


def test_lines_that_nobody_touched_stay_products_with_their_quarter(agreed, asked, client):
    client.post(f"{HERE}/{asked.pk}/approve/", lines(agreed, a="3.00"))

    assert Displacement.objects.get(escalation=asked).to_quarter == LATER
    assert Proposal.objects.count() == 1
    assert "decided on other lines" not in client.get(f"{HERE}/{asked.pk}/").content.decode()


def test_a_reason_alone_approves_what_product_proposed(agreed, asked, client):
    client.post(f"{HERE}/{asked.pk}/approve/", {"reason": "Worth it."})

    assert taken(asked) == [("SSO audit log", "3.00")]
    assert Proposal.objects.count() == 1


def test_too_few_weeks_are_refused_and_what_was_chosen_is_kept(agreed, asked, client):
    with nothing_changes():
        page = client.post(f"{HERE}/{asked.pk}/approve/", lines(agreed, b="2.99"))

    assert page.status_code == 422
    line = agreed.line(agreed.b)
    assert page.context["form"][f"weeks_{line.pk}"].value() == "2.99"
    assert "asks for 3.00 wk and displaces 2.99 wk" in page.content.decode()


def test_another_outcome_of_the_same_line_is_another_line(agreed, asked, client):
    line = agreed.line(agreed.a)
    sent = {**lines(agreed, a="3.00"), f"outcome_{line.pk}": "dropped"}

    client.post(f"{HERE}/{asked.pk}/approve/", sent)

    assert Displacement.objects.get(escalation=asked).outcome == "dropped"
    assert Proposal.objects.count() == 2
