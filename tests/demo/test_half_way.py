"""A load that fails half-way leaves nothing."""

import pytest
from django.core.management import CommandError

from company import clock
from company.models import Person, Product
from company.refusals import Refused
from demo import verbs
from governance.models import Decision
from ledger.models import Entry
from portfolio.models import Effort
from tests.demo.conftest import NOW, load


def test_load_demo_refused_half_way_leaves_nothing(db, monkeypatch):
    approve, approved = verbs.VERBS["approve"], []

    def refuse_the_third(*given):
        if len(approved) == 2:
            raise Refused("over-cap", "The last one does not fit.")
        approved.append(approve(*given))

    monkeypatch.setitem(verbs.VERBS, "approve", refuse_the_third)

    with clock.at(NOW), pytest.raises(CommandError, match="does not fit") as raised:
        load()

    assert raised.value.returncode == 1
    assert len(approved) == 2
    for model in (Product, Person, Effort, Decision, Entry):
        assert not model.objects.exists()
