"""The views that save a list under a name and delete a saved one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from company.access import load_product, person_of
from company.lists.names import LISTS
from company.lists.saving import forget_list, save_list
from company.models import SavedList


@require_POST
def list_save(request: HttpRequest, slug: str) -> HttpResponse:
    """Save the list as the page's URL shows it, under a name."""
    person = person_of(request)
    product = load_product(person, slug)
    name, query = request.POST.get("list", ""), request.POST.get("query", "")
    if name not in LISTS:
        raise Http404("There is no such list.")
    called = request.POST.get("name", "")
    try:
        kept = save_list(product=product, name=name, called=called, query=query, actor=person)
        messages.info(request, f"Saved as {kept.name}: it stands above the list, for you alone.")
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return _back(slug, name, query)


@require_POST
def list_forget(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    saved = SavedList.objects.filter(person=person, product=product, pk=pk).first()
    if saved is None:
        raise Http404("You have no saved list of that number.")
    forget_list(saved)
    messages.info(request, f"{saved.name} is taken away.")
    return _back(slug, saved.list, request.POST.get("query", ""))


def _back(slug: str, name: str, query: str) -> HttpResponse:
    """A redirect to the list with the query that it was shown with."""
    # Read and written again: what came from the form cannot add anything but a query to the
    # address.
    asked = QueryDict(query).urlencode()
    return redirect(reverse(LISTS[name], args=[slug]) + (f"?{asked}" if asked else ""))
