"""What every management command shares: exit 1 when a rule refused, 2 for bad arguments."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from company.models import Product
from company.refusals import Malformed, Refused


def product_named(slug: str) -> Product:
    """The product of that slug. Raises CommandError.

    Nobody's roles are asked: a command line is the site's own.
    """
    try:
        return Product.objects.get(slug=slug)
    except Product.DoesNotExist:
        known = ", ".join(Product.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"No product {slug!r}. Products: {known}.", returncode=2) from None


@contextmanager
def refusals_as_exit_codes() -> Iterator[None]:
    """Turn what actions raise into a CommandError with the contract's exit code."""
    try:
        yield
    except Refused as error:
        raise CommandError(f"{error.title}. {error.detail}", returncode=1) from error
    except Malformed as error:
        raise CommandError(str(error), returncode=2) from error
    except ValidationError as error:
        raise CommandError(" ".join(error.messages), returncode=2) from error
