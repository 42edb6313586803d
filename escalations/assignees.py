"""Who has an open escalation: whoever owes its next step (DESIGN 4.10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from company.cached_reads import cached_until_changed
from company.models import Membership, Person, Product, Role
from escalations.models import Escalation
from escalations.states import State

# The role that owes the next step of an open escalation, and what it is.
OWING_ROLES: dict[str, Role] = {
    State.DRAFT: Role.SALES,
    State.SUBMITTED: Role.ENGINEERING,
    State.SIZED: Role.PRODUCT_MANAGER,
    State.PROPOSED: Role.SALES_VP,
    State.APPROVED: Role.ENGINEERING,
    State.IN_PROGRESS: Role.ENGINEERING,
    State.DELIVERED: Role.SALES,
}
NEXT_STEPS: dict[str, str] = {
    State.DRAFT: "complete and submit it",
    State.SUBMITTED: "size it",
    State.SIZED: "confirm the sizing and propose what it pushes out",
    State.PROPOSED: "decide",
    State.APPROVED: "start it",
    State.IN_PROGRESS: "deliver it",
    State.DELIVERED: "review what became of it",
}
ANSWER_IT = "answer the question"
READ_ANSWER = "read the answer and have it sized"
# Up to so many people of a role are named; of more only the first, and how many others.
NAMED = 3


@dataclass(frozen=True)
class Assignee:
    """A role, who has it by name (empty where nobody holds the role), and what they owe."""

    role: Role
    name: str
    owes: str

    def __str__(self) -> str:
        return f"{self.name} ({self.role.label})" if self.name else self.role.label


def assignee_of(escalation: Escalation) -> Assignee | None:
    """Who owes the next step; None where nobody does. Reads what `whole` prefetched.

    A draft and an open question are with whoever filed it, an answer with whoever asked. All else
    is with the one of its role who last did something with it, else with all of that role.
    """
    owed = _owed(escalation)
    if owed is None:
        return None
    role, owes, own = owed
    named = together(_people(escalation, role))
    return _by_number(escalation, own, role, owes) or Assignee(role, named, owes)


def people_who_owe(escalation: Escalation) -> list[Person]:
    """The persons behind `assignee_of`: one, or all of a role."""
    owed = _owed(escalation)
    if owed is None:
        return []
    role, _, own = owed
    mine = {m.person_id: m.person for m in _memberships(escalation) if m.person_id == own}
    return list(mine.values()) or _people(escalation, role)


def _owed(escalation: Escalation) -> tuple[Role, str, int | None] | None:
    """The role that owes the next step, what that is, and the id of who alone has it, or None."""
    role = OWING_ROLES.get(escalation.state)
    if role is None:
        return None
    if escalation.is_sent_back:
        return Role.SALES, ANSWER_IT, escalation.filed_by_id
    if escalation.questioner_id:
        return Role.PRODUCT_MANAGER, READ_ANSWER, escalation.questioner_id
    own = escalation.filed_by_id if escalation.state == State.DRAFT else None
    return role, NEXT_STEPS[escalation.state], own


def _by_number(escalation: Escalation, pk: int | None, role: Role, owes: str) -> Assignee | None:
    """That person, under the role asked for or another they hold; None if they left."""
    held = {m.role: m.person for m in _memberships(escalation) if m.person_id == pk}
    if not held:
        return None
    chosen = role if role in held else next(each for each in Role if each in held)
    return Assignee(chosen, str(held[chosen]), owes)


def _people(escalation: Escalation, role: Role) -> list[Person]:
    """The one of the role who last did something with it, else all of that role."""
    people = {m.person_id: m.person for m in _memberships(escalation) if m.role == role}
    steps = sorted(escalation.events.all(), key=lambda event: event.pk, reverse=True)
    last = next((event.by_id for event in steps if event.by_id in people), None)
    return [people[last]] if last else list(people.values())


@cached_until_changed
def names_by_role(product: Product) -> dict[str, list[str]]:
    """By role, the names of those who hold it today. One query."""
    rows = Membership.objects.filter(product=product, person__is_active=True)
    names: dict[str, list[str]] = {}
    for row in rows.select_related("person").order_by("pk"):
        names.setdefault(row.role, []).append(str(row.person))
    return names


def together(people: Sequence[object]) -> str:
    """ "Ada, Ben or Cleo"; of more than three "Ada or 4 others"."""
    names = [str(person) for person in people]
    if len(names) > NAMED:
        return f"{names[0]} or {len(names) - 1} others"
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _memberships(escalation: Escalation) -> list[Membership]:
    return [m for m in escalation.product.memberships.all() if m.person.is_active]
