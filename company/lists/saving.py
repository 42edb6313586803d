"""A person's saved lists: filters and order of one list of one product, under a name."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from company import clock
from company.lists.names import LISTS
from company.lists.shown import BESIDE, without
from company.models import Person, Product, SavedList
from company.texts import validate_title

MOST = 20


@transaction.atomic
def save_list(*, product: Product, name: str, called: str, query: str, actor: Person) -> SavedList:
    """Save a list's query under a name; a name that the person has already is overwritten.

    Raises ValidationError.
    """
    if name not in LISTS:
        raise ValidationError("There is no such list.")
    called = called.strip()
    validate_title(called)
    # Nobody else saves for this person: two clicks at once wait here for one another.
    Person.objects.select_for_update().get(pk=actor.pk)
    mine = SavedList.objects.filter(person=actor, product=product, list=name)
    found = mine.filter(name=called).first()
    if found is None and mine.count() >= MOST:
        raise ValidationError(f"{MOST} lists are saved here already. Take one away first.")
    kept = found or SavedList(person=actor, product=product, list=name, name=called)
    kept.query, kept.saved_at = without(QueryDict(query), *BESIDE), clock.now()
    kept.full_clean()
    kept.save()
    return kept


def forget_list(saved: SavedList) -> None:
    """Delete the saved list; the objects that it showed are untouched."""
    saved.delete()
