"""What happens to people, products and tokens."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from company.models import Membership, Person, Product, Rate, Role, Token
from company.refusals import Malformed


@transaction.atomic
def create_product(
    *, slug: str, name: str, rate: Decimal, currency: str = "EUR", fiscal_year_start: int = 1
) -> Product:
    """A product with its first rate (money per engineer-week). Raises ValidationError."""
    product = Product(
        slug=slug, name=name, currency=currency.upper(), fiscal_year_start=fiscal_year_start
    )
    product.full_clean()
    product.save()
    first = Rate(product=product, per_week=rate)
    first.full_clean()
    first.save()
    return product


@transaction.atomic
def add_member(*, email: str, product: Product, roles: Iterable[str], name: str = "") -> Person:
    """Give a person these roles in a product; the person is created if new."""
    unknown = [role for role in roles if role not in Role.values]
    if unknown:
        raise Malformed(role=f"{unknown[0]} is not a role. Roles: {', '.join(Role.values)}.")
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person(email=email.lower(), name=name)
        person.set_unusable_password()
        person.full_clean(exclude=["password"])
        person.save()
    for role in roles:
        Membership.objects.get_or_create(person=person, product=product, role=role)
    return person


def token_digest(text: str) -> str:
    """What is kept of a token: its SHA-256, since the text has 256 random bits of its own."""
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
    """Remember roughly when a token was last used; once an hour, so that reading stays reading."""
    if token.last_used_at is None or now - token.last_used_at > dt.timedelta(hours=1):
        Token.objects.filter(pk=token.pk).update(last_used_at=now)


def revoke_token(*, token: Token) -> None:
    """From now on the token opens nothing."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
