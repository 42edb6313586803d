"""What tests have done beside the browser. Reads and prints JSON, a line for each act.

`python -m tests.e2e.acts` reads an act's name and its arguments, and prints what came of it.
Loading Django takes longer than most of them, so all tests of a worker share one process.
"""

import contextlib
import io
import json
import sys
from decimal import Decimal

import django

django.setup()

from django.core.management import execute_from_command_line  # noqa: E402 (needs Django set up)

from company.calendar import running_quarter, today  # noqa: E402
from company.models import Person, Product  # noqa: E402
from demo.people import DOMAIN  # noqa: E402
from escalations import actions  # noqa: E402
from escalations.claims import ClaimInput  # noqa: E402
from escalations.displacements.rows import RowInput  # noqa: E402
from escalations.notices import path_of  # noqa: E402
from portfolio.models import Customer, Item  # noqa: E402


def manage(*words: str) -> tuple[int, str]:
    """How one of our commands ends, and what it prints."""
    said, code = io.StringIO(), 0
    with contextlib.redirect_stdout(said):
        try:
            execute_from_command_line(["manage.py", *words])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, said.getvalue()


def propose(title: str, weeks: str, customer: str, item: str) -> str:
    """The path of a new request on which everything but the decision is done.

    Its weeks are taken from that item.
    """
    product, likely = Product.objects.get(slug="wicket"), Decimal(weeks)
    nora, ravi, marit = map(person, ("nora.lindqvist", "ravi.menon", "marit.solberg"))
    made = actions.file_escalation(
        product=product,
        customer=Customer.objects.get(product=product, name=customer),
        title=title,
        problem="Tenants wait at the hall door while the guard looks for the list of the day.",
        needed_by=today(product).replace(year=today(product).year + 1, day=1),
        claims=[ClaimInput("few_lines")],
        actor=nora,
    )
    actions.submit(escalation=made, actor=nora)
    actions.size(
        escalation=made,
        parts={running_quarter(product): likely},
        low_weeks=likely,
        likely_weeks=likely,
        high_weeks=likely,
        approach="core",
        note="The list is there; it needs a page.",
        actor=ravi,
    )
    actions.confirm(escalation=made, side="engineering", actor=ravi)
    actions.confirm(escalation=made, side="product", actor=marit)
    actions.propose(
        escalation=made,
        position="Small; what waits, waits a day.",
        rows=[RowInput(Item.objects.get(product=product, title=item), likely, "slips")],
        actor=marit,
    )
    return path_of(made)


def person(name: str) -> Person:
    return Person.objects.get(email=f"{name}@{DOMAIN}")


ACTS = {act.__name__: act for act in (manage, propose)}

if __name__ == "__main__":
    for line in sys.stdin:
        name, *given = json.loads(line)
        sys.stdout.write(f"{json.dumps(ACTS[name](*given))}\n")
        sys.stdout.flush()
