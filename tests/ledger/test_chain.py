"""The chain: its exact text, its hashes, and every way of tampering with it."""

import datetime as dt
import hashlib
import json
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from ledger import chain, triggers
from ledger.models import Entry, Head
from tests.conftest import make_product

MOMENT = dt.datetime(2026, 11, 10, 13, 5, 7, 89, tzinfo=dt.timezone(dt.timedelta(hours=1)))


@pytest.fixture
def three(product):
    """A product with three entries and no triggers, so that somebody may tamper."""
    for number in (1, 2, 3):
        chain.append(product, "noted", None, MOMENT, weeks=D(number))
    triggers.remove()
    yield product
    triggers.install()


def entry(product, number):
    return Entry.objects.filter(product=product, number=number)


def test_the_exact_text_has_sorted_keys_no_spaces_strings_and_utc_to_the_microsecond(product):
    made = chain.append(
        product,
        "cap_set",
        None,
        MOMENT,
        weeks=D("8.30"),
        note='Größe: 8 "wk"',
        day=dt.date(2026, 12, 1),
        nothing=None,
        breach=False,
    )

    assert made.text == (
        '{"actor":"command line","at":"2026-11-10T12:05:07.000089Z","data":{"breach":false,'
        '"day":"2026-12-01","note":"Größe: 8 \\"wk\\"","nothing":null,"weeks":"8.30"},'
        f'"kind":"cap_set","number":1,"product":{product.pk}}}'
    )


def test_each_hash_is_of_the_one_before_and_the_text(cast, product):
    first = chain.append(product, "noted", cast.executive, MOMENT)
    second = chain.append(product, "noted", cast.executive, MOMENT)

    assert first.previous_hash == "0" * 64
    assert first.hash == hashlib.sha256(("0" * 64 + first.text).encode()).hexdigest()
    assert second.previous_hash == first.hash
    assert second.hash == hashlib.sha256((first.hash + second.text).encode()).hexdigest()
    assert json.loads(second.text)["actor"] == cast.executive.pk


def test_the_head_holds_the_last_number_and_hash(product):
    assert (product.ledger_head.number, product.ledger_head.hash) == (0, "0" * 64)
    for _ in range(2):
        last = chain.append(product, "noted", None, MOMENT)

    head = Head.objects.get(product=product)
    assert (head.number, head.hash) == (2, last.hash)


def test_each_product_has_a_chain_of_its_own(product):
    other = make_product("kite")
    chain.append(product, "noted", None, MOMENT)

    made = chain.append(other, "noted", None, MOMENT)

    assert (made.number, made.previous_hash) == (1, "0" * 64)
    assert [list(chain.faults(p)) for p in (product, other)] == [[], []]


def test_what_is_stored_reads_back_to_the_same_hash(product):
    chain.append(product, "noted", None, MOMENT, text="naïve — “quoted” 🛰")

    stored = Entry.objects.get(product=product)
    assert chain.digest(stored.previous_hash, stored.text) == stored.hash
    assert chain.data_of(stored) == {"text": "naïve — “quoted” 🛰"}
    assert list(chain.faults(product)) == []


def test_an_untouched_chain_has_no_faults(three):
    assert list(chain.faults(three)) == []


def test_a_changed_text_shows(three):
    old = entry(three, 2).get()
    entry(three, 2).update(text=old.text.replace('"weeks":"2"', '"weeks":"9"'))

    assert list(chain.faults(three)) == ["entry 2 was changed: its text does not have its hash"]


def test_a_text_changed_with_its_hash_breaks_the_next(three):
    old = entry(three, 2).get()
    text = old.text.replace('"weeks":"2"', '"weeks":"9"')
    entry(three, 2).update(text=text, hash=chain.digest(old.previous_hash, text))

    assert list(chain.faults(three)) == ["entry 3 does not continue the entry before it"]


def test_a_cut_tail_shows(three):
    entry(three, 3).delete()

    assert list(chain.faults(three)) == [
        "the head says 3 entries, the chain ends at 2: its tail was cut"
    ]


def test_a_hole_shows(three):
    entry(three, 2).delete()

    assert list(chain.faults(three)) == [
        "entry 2 is missing: entry 3 follows entry 1",
        "entry 3 does not continue the entry before it",
    ]


def test_an_empty_chain_with_a_head_that_says_more_shows(three):
    Entry.objects.all().delete()

    assert list(chain.faults(three)) == [
        "the head says 3 entries, the chain ends at 0: its tail was cut"
    ]


def test_a_lost_head_shows(three):
    Head.objects.filter(product=three).delete()

    assert list(chain.faults(three)) == ["the chain has 3 entries and no head"]


@pytest.mark.parametrize(
    "columns", [{"kind": "approved"}, {"at": MOMENT + dt.timedelta(microseconds=1)}]
)
def test_columns_that_say_otherwise_than_the_text_show(three, columns):
    entry(three, 1).update(**columns)

    assert list(chain.faults(three)) == ["entry 1 says otherwise in its columns than in its text"]


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "{}", "null"])
def test_a_text_that_cannot_be_read_shows(three, text):
    entry(three, 1).update(text=text)

    assert list(chain.faults(three)) == [
        "entry 1 was changed: its text does not have its hash",
        "entry 1 cannot be read",
    ]


def test_an_action_that_fails_leaves_no_entry(product):
    def fail():
        with transaction.atomic():
            chain.append(product, "noted", None, MOMENT)
            raise IntegrityError

    with pytest.raises(IntegrityError):
        fail()

    assert Entry.objects.count() == 0
    assert Head.objects.get(product=product).number == 0
