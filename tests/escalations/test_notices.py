"""Who is told of what, once, and nobody of what was rolled back."""

import datetime as dt

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django_ox.testing import run_tasks

from company import clock
from company.models import Notice, NoticeMail
from company.notices import choose, notices_of, notify
from company.refusals import Malformed
from delivery.rounds import make_rounds
from escalations import actions
from governance.approvals.actions import decline
from ledger.models import Head
from tests.conftest import make_member
from tests.makers import NOW, noon
from tests.snapshots import nothing_changes


def told(person, *kinds) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(person=person).order_by("pk")
    return [(row.kind, row.text) for row in rows if not kinds or row.kind in kinds]


def test_whoever_owes_the_next_step_is_told_and_not_who_took_it(agreed):
    cast = agreed.cast
    made = agreed.submitted(customer=agreed.customer("Skyhook"))
    assert told(cast.engineering) == [("your_turn", "Badge printing: size it by 17 Nov.")]

    agreed.size(made, "3.00")

    said = "Badge printing: confirm the sizing and propose what it pushes out by 17 Nov."
    assert told(cast.product_manager) == [("your_turn", said)]
    assert len(told(cast.engineering)) == 1
    assert not Notice.objects.filter(person__in=[cast.sales, cast.observer, cast.outsider]).exists()


def test_a_step_that_was_taken_need_not_be_read_any_more(agreed):
    made = agreed.submitted()
    assert Notice.objects.get(person=agreed.cast.engineering).read_at is None
    other = agreed.submitted(title="Another")

    agreed.size(made, "3.00")

    unread = Notice.objects.filter(person=agreed.cast.engineering, read_at=None)
    assert [row.text for row in unread] == [f"{other}: size it by 17 Nov."]


def test_a_step_that_passes_nothing_on_tells_nobody(agreed):
    made = agreed.size(agreed.submitted(), "3.00")
    before = Notice.objects.count()

    agreed.confirm(made)

    assert Notice.objects.count() == before


def test_a_draft_tells_nobody(agreed):
    agreed.draft()

    assert not Notice.objects.exists()


def test_a_question_goes_to_the_asker_and_its_answer_to_whoever_asked(agreed):
    cast = agreed.cast
    second = make_member(agreed.product, "sales", "second@skylark.example")
    made = agreed.submitted()
    actions.send_back(escalation=made, question="Which badge?", actor=cast.product_manager)
    asked = "Badge printing: sent back by product_manager@skylark.example: Which badge?"
    assert told(cast.sales) == [("sent_back", asked)]
    assert told(second) == []

    actions.answer(escalation=made, text="The blue one.", actor=second)

    said = "Badge printing: read the answer and have it sized by 17 Nov."
    assert told(cast.product_manager) == [("your_turn", said)]


def test_a_decision_tells_the_asker_and_product_what_it_takes(agreed):
    cast = agreed.cast
    agreed.approved("3.00")

    decided = "Badge printing: approved by executive@skylark.example. Worth it."
    assert told(cast.sales) == [("decided", decided)]
    takes = "Badge printing takes 3.00 wk from SSO audit log."
    assert told(cast.product_manager, "displaced") == [("displaced", takes)]
    assert told(cast.engineering)[-1] == ("your_turn", "Badge printing: start it by 1 Mar 2027.")


def test_whoever_decides_on_their_own_request_is_not_told(agreed):
    made = agreed.submitted(actor=agreed.cast.sales_vp)

    decline(escalation=made, reason="We thought again.", actor=agreed.cast.sales_vp)

    assert told(agreed.cast.sales_vp) == []


def test_what_was_rolled_back_tells_nobody(agreed):
    made = agreed.draft()

    @transaction.atomic
    def fail_afterwards() -> None:
        actions.submit(escalation=made, actor=made.filed_by)
        raise ZeroDivisionError

    with nothing_changes(), pytest.raises(ZeroDivisionError):
        fail_afterwards()


def test_mail_goes_once_to_whoever_wants_it(agreed):
    cast = agreed.cast
    choose(cast.engineering, "mail")
    agreed.submitted()

    run_tasks(raise_failures=True)
    run_tasks(raise_failures=True)

    (sent,) = mail.outbox
    head = Head.objects.get(product=agreed.product)
    assert (sent.to, sent.subject) == ([cast.engineering.email], "Skylark: your turn")
    assert "Badge printing: size it by 17 Nov." in sent.body
    assert "/p/skylark/escalations/" in sent.body
    assert f"Ledger head {head.number}:{head.hash}" in sent.body
    assert NoticeMail.objects.get().state == "sent"


def test_whoever_left_gets_no_mail_any_more(agreed):
    choose(agreed.cast.engineering, "mail")
    agreed.submitted()
    agreed.cast.engineering.memberships.all().delete()

    run_tasks(raise_failures=True)

    assert mail.outbox == []
    assert NoticeMail.objects.get().state == "stopped"


def test_whoever_wants_to_hear_nothing_hears_nothing(agreed):
    choose(agreed.cast.engineering, "none")

    agreed.submitted()

    assert told(agreed.cast.engineering) == []


def test_one_key_is_told_once(agreed):
    said = {"product": agreed.product, "kind": "overran", "path": "/", "key": "k", "at": NOW}
    notify([agreed.cast.sales], text="It overran.", **said)

    with nothing_changes():
        notify([agreed.cast.sales], text="It overran again.", **said)


def test_a_long_text_is_cut(agreed):
    said = {"product": agreed.product, "kind": "overran", "path": "/", "key": "k", "at": NOW}

    notify([agreed.cast.sales], text="x" * 1000, **said)

    assert Notice.objects.get().text == "x" * 499 + "…"


def test_an_answer_due_tomorrow_is_said_once(agreed):
    agreed.submitted()
    with noon(2026, 11, 16):
        make_rounds()
        make_rounds()

    assert told(agreed.cast.engineering, "due_tomorrow") == [
        ("due_tomorrow", "Badge printing: the answer is due on 17 Nov.")
    ]


def test_on_friday_what_is_due_on_monday_is_said(agreed):
    with noon(2026, 11, 16):
        agreed.submitted()
    with noon(2026, 11, 20):
        make_rounds()

    assert told(agreed.cast.engineering, "due_tomorrow") == [
        ("due_tomorrow", "Badge printing: the answer is due on 23 Nov.")
    ]


def test_an_overrun_is_said_once_for_what_was_approved(agreed):
    made = agreed.approved("3.00")
    agreed.spend(made, "3.00")
    make_rounds()
    assert told(agreed.cast.sales, "overran") == []

    agreed.spend(made, "0.25")
    for _ in range(2):
        make_rounds()

    said = [("overran", "Badge printing: 3.25 wk are spent, 3.00 were approved.")]
    assert told(agreed.cast.sales, "overran") == said
    assert told(agreed.cast.product_manager, "overran") == said


class TestPages:
    @pytest.fixture
    def engineering(self, agreed) -> Client:
        agreed.submitted()
        client = Client()
        client.force_login(agreed.cast.engineering)
        return client

    def test_the_rail_counts_what_is_not_read(self, agreed, engineering):
        assert '<span class="count">1<' in engineering.get("/").content.decode()
        notice = Notice.objects.get(person=agreed.cast.engineering)

        answer = engineering.get(f"/notices/{notice.pk}/")

        assert (answer.status_code, answer.url) == (302, notice.path)
        assert '<span class="count">' not in engineering.get("/").content.decode()

    def test_what_came_since_stays_unread(self, agreed, engineering):
        page = engineering.get("/notices/").content.decode()
        newest = Notice.objects.get(person=agreed.cast.engineering).pk
        assert f'name="newest" value="{newest}"' in page
        agreed.submitted(title="Another")

        engineering.post("/notices/read/", {"newest": newest})

        assert notices_of(agreed.cast.engineering).filter(read_at=None).count() == 1
        assert '<span class="count">1<' in engineering.get("/").content.decode()

    def test_a_notice_of_somebody_else_is_not_there(self, agreed, engineering):
        agreed.size(agreed.submitted(), "1.00")
        other = Notice.objects.get(person=agreed.cast.product_manager)

        with nothing_changes():
            assert engineering.get(f"/notices/{other.pk}/").status_code == 404
            engineering.post("/notices/read/", {"newest": "x"})

    def test_notices_of_a_product_that_was_left_are_not_shown(self, agreed, engineering):
        agreed.cast.engineering.memberships.all().delete()

        assert "Badge printing" not in engineering.get("/notices/").content.decode()

    def test_each_person_chooses(self, agreed, engineering):
        assert engineering.post("/notices/choice/", {"notify_by": "mail"}).status_code == 302
        agreed.cast.engineering.refresh_from_db()
        assert agreed.cast.engineering.notify_by == "mail"

        with nothing_changes():
            assert engineering.post("/notices/choice/", {"notify_by": "bell"}).status_code == 422
            with pytest.raises(Malformed):
                choose(agreed.cast.engineering, "bell")

    def test_the_page_asks_as_often_for_many(self, agreed, engineering, django_assert_num_queries):
        engineering.get("/notices/")
        for n in range(5):
            with clock.at(NOW + dt.timedelta(hours=n)):
                agreed.submitted(title=f"Request {n}")

        with django_assert_num_queries(6):
            engineering.get("/notices/")
        Notice.objects.filter(text__contains="Request").delete()
        with django_assert_num_queries(6):
            engineering.get("/notices/")
