"""Who is put on the list of a product's report, and taken off it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from company.outgoing import Outgoing
from company.refusals import Malformed
from delivery.models import ReportLink, Sending, Subscriber
from delivery.subscribers import reachable, subscribe, subscribers_of, unsubscribe
from tests.conftest import make_member
from tests.delivery.conftest import BOARD
from tests.snapshots import nothing_changes

# Pages, forms and their refusals go the same way on every database.
pytestmark = pytest.mark.any_database


def added(world, email=BOARD, **more) -> Subscriber:
    actor = more.pop("actor", world.cast.product_manager)
    return subscribe(product=world.product, email=email, actor=actor, **more)


def test_an_address_without_an_account_is_kept_as_it_is_written_small(world):
    made = added(world, " Board@Investor.example ", name="Berta Board")

    assert (made.person, made.email, made.name) == (None, BOARD, "Berta Board")
    assert (made.added_by, made.left_at) == (world.cast.product_manager, None)
    assert str(made) == "Berta Board"


def test_the_address_of_a_member_is_that_person_and_moves_with_them(world):
    made = added(world, "SALES@skylark.example", name="Somebody")

    assert (made.person, made.email, made.name) == (world.cast.sales, "", "")
    world.cast.sales.email = "new@skylark.example"
    world.cast.sales.save()
    assert subscribers_of(world.product).get().address == "new@skylark.example"


def test_somebody_of_another_product_is_an_address(world):
    made = added(world, world.cast.outsider.email)

    assert (made.person, made.email) == (None, world.cast.outsider.email)


@pytest.mark.parametrize("email", ["", " ", "board", "a@b@c.example", "a b@c.example", "x" * 300])
def test_what_is_no_address_is_refused(world, email):
    with nothing_changes(), pytest.raises(Malformed) as refused:
        added(world, email)
    assert set(refused.value.errors) == {"email"}


def test_a_name_that_nobody_can_see_is_refused(world):
    with nothing_changes(), pytest.raises(Malformed) as refused:
        added(world, name="\u200b\u3164")
    assert set(refused.value.errors) == {"name"}


@pytest.mark.parametrize("email", [BOARD, "BOARD@investor.example", "sales@skylark.example"])
def test_nobody_is_on_the_list_twice(world, email):
    added(world)
    added(world, "sales@skylark.example")

    with nothing_changes(), pytest.raises(Malformed, match="already"):
        added(world, email)


@pytest.mark.parametrize("role", ["sales", "sales_vp", "engineering", "observer"])
def test_only_product_and_executives_keep_the_list(world, role):
    made = added(world)

    with nothing_changes():
        with pytest.raises(PermissionDenied, match="product manager or an executive"):
            added(world, "other@investor.example", actor=world.cast.of(role))
        with pytest.raises(PermissionDenied):
            unsubscribe(made, actor=world.cast.of(role))


def test_an_outsider_finds_nothing(world):
    with nothing_changes(), pytest.raises(Http404):
        added(world, actor=world.cast.outsider)


def test_whoever_is_taken_off_stays_on_record_and_their_links_end(listed):
    listed.publish()
    board = subscribers_of(listed.product).get(person=None)

    unsubscribe(board, actor=listed.cast.executive)

    board.refresh_from_db()
    assert (board.left_at is not None, board.removed_by) == (True, listed.cast.executive)
    assert [each.address for each in subscribers_of(listed.product)] == [listed.cast.sales_vp.email]
    assert Sending.objects.get(email=BOARD).state == Outgoing.State.STOPPED
    link = ReportLink.objects.get()
    assert (link.revoked_at, link.revoked_by) == (board.left_at, listed.cast.executive)
    with nothing_changes(), pytest.raises(Http404):
        unsubscribe(board, actor=listed.cast.executive)


def test_people_without_a_role_are_on_the_list_and_yet_out_of_reach(world):
    gone, off = (make_member(world.product, "observer", f"{n}@x.example") for n in "ab")
    for person in (gone, off, world.cast.sales):
        added(world, person.email)
    gone.memberships.all().delete()
    off.is_active = False
    off.save()

    assert [row.person for row in reachable(world.product)] == [world.cast.sales]
    assert subscribers_of(world.product).count() == 3
