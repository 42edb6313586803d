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
    def refuse(*_):
        raise Refused("over-cap", "The last one does not fit.")

    monkeypatch.setitem(verbs.VERBS, "defer", refuse)

    with clock.at(NOW), pytest.raises(CommandError, match="does not fit") as raised:
        load()

    assert raised.value.returncode == 1
    for model in (Product, Person, Effort, Decision, Entry):
        assert not model.objects.exists()
