"""What is done to people, products and tokens.

Whoever leaves is deactivated, never deleted: what they decided keeps its author.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from company.access import require_administrator
from company.models import Membership, Person, Product, Rate, Role, Token
from company.people import member, person_called, roles_held
from company.records import differing, lock
from company.refusals import Malformed, Refused
from company.versions import Expected, digest_of, refuse_stale

# What higher floors write down where an administrator changes somebody's roles in a product:
# called with the actor, the product, the person, and the roles before and after.
type RolesWatcher = Callable[[Person, Product, Person, Sequence[str], Sequence[str]], None]
ROLES_WATCHERS: list[RolesWatcher] = []
# What may be changed of a person.
CHANGEABLE = ("name", "is_active", "is_staff")


@transaction.atomic
def create_product(
    *,
    slug: str,
    name: str,
    rate: Decimal,
    currency: str = "EUR",
    fiscal_year_start: int = 1,
    time_zone: str = "UTC",
    actor: Person | None = None,
) -> Product:
    """A product with its first rate (money per engineer-week). No actor means the command line.

    Raises PermissionDenied, and ValidationError with a sentence per field.
    """
    if actor is not None:
        require_administrator(actor)
    product = Product(
        slug=slug,
        name=name,
        currency=currency.upper(),
        fiscal_year_start=fiscal_year_start,
        time_zone=time_zone,
    )
    product.full_clean()
    try:
        # A savepoint: after an IntegrityError PostgreSQL answers nothing more in the outer
        # transaction.
        with transaction.atomic():
            product.save()
    except IntegrityError:
        # Somebody else made one of that slug since we looked: say so as the check would have.
        product.full_clean()
        raise
    first = Rate(product=product, per_week=rate)
    first.full_clean()
    first.save()
    return product


@transaction.atomic
def add_member(
    *,
    email: str,
    product: Product,
    roles: Iterable[str],
    name: str = "",
    actor: Person | None = None,
) -> Person:
    """Give a person these roles in a product, beside those they hold; a new person is created.

    Raises PermissionDenied for an actor who is no site administrator (no actor means the
    command line), Malformed and ValidationError.
    """
    if actor is not None:
        require_administrator(actor)
    wanted = _known_roles(roles)
    if not wanted:
        raise Malformed(roles="Give at least one role.")
    lock(Product, product.pk)
    person = person_called(email) or _create_person(email, name)
    _put_roles(person, product, {*roles_held(person, product), *wanted}, actor)
    return person


@transaction.atomic
def set_roles(
    *,
    person_id: int,
    product: Product,
    roles: Iterable[str],
    actor: Person | None,
    expected: Expected = None,
) -> Person:
    """Replace the roles of a member of the product; without any left they leave it.

    Raises Http404 for somebody who is no member, PermissionDenied, Malformed, and Stale with
    the roles.
    """
    if actor is not None:
        require_administrator(actor)
    # Locked first: the version is compared with the roles that this change replaces.
    lock(Product, product.pk)
    person = member(product, person_id)
    texts = {"roles": roles_held(person, product)}
    refuse_stale(expected, texts, digest_of(texts))
    _put_roles(person, product, set(_known_roles(roles)), actor)
    return person


def person_texts(person: Person) -> dict[str, Any]:
    """The values of a person that may be changed, by field; `change_person` compares them."""
    return {field: getattr(person, field) for field in CHANGEABLE}


@transaction.atomic
def change_person(
    *,
    person_id: int,
    changes: Mapping[str, Any],
    actor: Person | None,
    expected: Expected = None,
) -> Person:
    """Change the name of a person, whether they may sign in, and whether they administer.

    Raises Http404, PermissionDenied, ValidationError, Stale with what `person_texts` says, and
    Refused last-administrator where nobody would be left to manage products and people.
    """
    if actor is not None:
        require_administrator(actor)
    # All administrators are locked, so that two never take each other away.
    administrators = set(
        Person.objects.select_for_update(no_key=True)
        .filter(is_staff=True, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    person = lock(Person, person_id)
    before = Person.objects.get(pk=person.pk)
    refuse_stale(expected, person_texts(before), digest_of(person_texts(before)))
    for field in CHANGEABLE:
        setattr(person, field, changes.get(field, getattr(person, field)))
    if administrators == {person.pk} and not (person.is_active and person.is_staff):
        raise Refused(
            "last-administrator",
            f"{before} is the only site administrator: make somebody else one first.",
        )
    person.full_clean(exclude=["password"])
    if changed := differing(before, person):
        person.save(update_fields=changed)
    return person


@transaction.atomic
def change_member(
    *,
    person_id: int,
    product: Product,
    roles: Iterable[str] | None,
    is_active: bool | None,
    actor: Person | None,
) -> Person:
    """Change a member's roles in the product, and whether they may sign in at all.

    What is None stays as it is. Raises what `set_roles` and `change_person` raise.
    """
    person = member(product, person_id)
    if roles is not None:
        set_roles(person_id=person_id, product=product, roles=roles, actor=actor)
    if is_active is not None:
        changes = {"is_active": is_active}
        person = change_person(person_id=person_id, changes=changes, actor=actor)
    return person


def _known_roles(roles: Iterable[str]) -> list[str]:
    wanted = list(roles)
    unknown = [role for role in wanted if role not in Role.values]
    if unknown:
        raise Malformed(roles=f"{unknown[0]} is not a role. Roles: {', '.join(Role.values)}.")
    return wanted


def _create_person(email: str, name: str) -> Person:
    """A new person without a password, or whoever was added with that address meanwhile."""
    person = Person(email=email.lower(), name=name)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        # Somebody else added them since we looked.
        found = person_called(email)
        if found is None:
            raise
        return found
    return person


def _put_roles(person: Person, product: Product, wanted: set[str], actor: Person | None) -> None:
    before = roles_held(person, product)
    gone = set(before) - wanted
    Membership.objects.filter(person=person, product=product, role__in=gone).delete()
    for role in sorted(wanted - set(before)):
        Membership.objects.create(person=person, product=product, role=role)
    # Whoever has the command line has the database too: nothing is written down of it.
    if actor is not None and set(before) != wanted:
        for watch in ROLES_WATCHERS:
            watch(actor, product, person, before, sorted(wanted))


def token_digest(text: str) -> str:
    """The SHA-256 of a token, which is all that is kept of it.

    No slow hash with salt: the text has 256 random bits, which nobody can guess.
    """
    return hashlib.sha256(text.encode()).hexdigest()


def create_token(*, person: Person, name: str, expires_at: dt.datetime | None = None) -> str:
    """A new token for `person`. Its text is returned this once and kept nowhere.

    Raises ValidationError for a name that is empty or too long.
    """
    text = f"dl_{secrets.token_urlsafe(32)}"
    token = Token(person=person, name=name, digest=token_digest(text), expires_at=expires_at)
    token.full_clean()
    token.save()
    return text


def note_token_use(token: Token, now: dt.datetime) -> None:
    """Remember when a token was last used, to the hour."""
    # Not at every request: reading would become writing, and wait for every other writer on SQLite.
    if token.last_used_at is None or now - token.last_used_at > dt.timedelta(hours=1):
        Token.objects.filter(pk=token.pk).update(last_used_at=now)


def revoke_token(*, token: Token) -> None:
    """Revoke the token: no request with it is let in any more."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
