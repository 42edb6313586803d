"""Run inside a seeded database: who reads each address, in how many queries, and how to ask.

Prints JSON: the sign-ins of each role, and each address with its role and queries; or what the
proofs take.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.files.base import ContentFile  # noqa: E402 (after django.setup)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bin.bench.addresses import Address, addresses  # noqa: E402
from company.actions import create_token  # noqa: E402
from company.cached_reads import forget_all  # noqa: E402
from company.models import Membership, Person, Product, Role  # noqa: E402
from imports.actions import Reading, map_as, receive  # noqa: E402
from imports.mapping.toml import mapping_from  # noqa: E402

# Who is asked first: of those who may read an address, the one with most to see.
ROLES = ("executive", "product_manager", "sales_vp", "sales", "engineering", "observer")


def main(slug: str) -> None:
    product = Product.objects.get(slug=slug)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as autovacuum does before long
    found = look_at(product)
    found["proofs"] = {name: _seconds(name, slug) for name in ("verify_ledger", "check_books")}
    sys.stdout.write(json.dumps(found))


def look_at(
    product: Product, is_wanted: Callable[[Address], bool] = lambda _: True
) -> dict[str, Any]:
    """The sign-ins of each role, and every address that is wanted as whoever may read it."""
    people = {role: _person(product, role) for role in ROLES}
    _upload(product, people["product_manager"])
    # The set-up is open to no role, and some of it to administrators who hold one.
    administrator = Person.objects.create_user("bench@example.com", is_staff=True)
    Membership.objects.create(person=administrator, product=product, role=Role.OBSERVER)
    people["administrator"] = administrator
    readers = {role: Reader(person) for role, person in people.items()}
    asked = filter(is_wanted, addresses(product))
    return {
        "cookies": {role: reader.cookie for role, reader in readers.items()},
        "tokens": {role: reader.token for role, reader in readers.items()},
        "addresses": [_look(readers, address) for address in asked],
    }


def _person(product: Product, role: str) -> Person:
    members = Person.objects.filter(memberships__product=product, memberships__role=role)
    return members.earliest("pk")


def _upload(product: Product, actor: Person) -> None:
    """A file being mapped, for the pages of imports."""
    text = "Customer,ARR\n" + "".join(f"Bench {n},{n}000\n" for n in range(200))
    said = {"customers": {"columns": {"name": "Customer", "arr": "ARR"}}}
    found = receive(product=product, file=ContentFile(text.encode(), "bench.csv"), actor=actor)
    map_as(found, Reading(("customers",), mapping_from(said, "bench")))


class Reader:
    """One person, signed in by session and by token, without a password."""

    def __init__(self, person: Person) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(person)
        self.cookie = self.client.cookies["sessionid"].value
        self.token = create_token(person=person, name="bench")

    def get(self, address: Address) -> Any:
        headers = {}
        if address.name.startswith("api:"):
            headers = {"Authorization": f"Bearer {self.token}"}
        return self.client.get(address.path, headers=headers)


def _look(readers: dict[str, Reader], address: Address) -> dict[str, Any]:
    """As the first role that may read it: its status, and the queries of a look after a change."""
    answers = _answers(readers, address)
    role, answer = next(((r, a) for r, a in answers if a.status_code != 403), (None, None))
    if role is None or answer is None:
        raise SystemExit(f"{address} answers 403 to every role: {address.path}")
    said = {"name": str(address), "path": address.path, "role": role, "status": answer.status_code}
    if answer.status_code == 200:
        forget_all()
        with CaptureQueriesContext(connection) as queries:
            readers[role].get(address)
        said["queries"] = len(queries)
    elif answer.status_code not in (302, 405):
        raise SystemExit(f"{address} answers {answer.status_code}: {address.path}")
    return said


def _answers(readers: dict[str, Reader], address: Address) -> Iterator[tuple[str, Any]]:
    for role, reader in readers.items():
        yield role, reader.get(address)


def _seconds(name: str, slug: str) -> float:
    start = time.perf_counter()
    with open(os.devnull, "w") as nowhere:
        call_command(name, "--product", slug, stdout=nowhere)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1])
