"""The list of imports, sending a file, one import with what came of it, and undoing it."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company.access import load_product, may, person_of, require
from company.pages import posted
from company.refusals import Refused
from imports import actions, kinds
from imports.access import (
    ANY_IMPORTER,
    can_import,
    load_import,
    load_open,
    require_kinds,
)
from imports.forms import KeepForm, UploadForm
from imports.models import Import, KeptMapping
from imports.opening import first_reading
from imports.problems import Unreadable
from imports.spreadsheets import neutral
from imports.undoing import undo

PER_PAGE = 30
REJECTED_PER_PAGE = 50


@require_safe
def import_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was brought in, by page or command line, the latest first."""
    person = person_of(request)
    product = load_product(person, slug)
    rows = Import.objects.filter(product=product).select_related("person")
    context = {
        "product": product,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "kept": KeptMapping.objects.filter(product=product).select_related("person"),
        "may_import": may(person, product.pk, ANY_IMPORTER),
    }
    return render(request, "imports/import_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a file. What cannot be read is refused here, and nothing is kept of it."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, ANY_IMPORTER, "import files")
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        found = actions.receive(product=product, file=form.cleaned_data["file"], actor=person)
        allowed = [each for each in kinds.names() if can_import(person, product.pk, [each])]
        try:
            reading = first_reading(found, allowed)
        except Unreadable as error:
            actions.discard(found)
            form.add_error("file", str(error))
        else:
            actions.map_as(
                found,
                kinds=reading.kinds,
                mapping=reading.mapping,
                mapping_name=reading.key,
                create_missing=True,
                all_or_nothing=False,
            )
            return redirect("imports:import_map", slug=slug, pk=found.pk)
    context = {"product": product, "form": form}
    return render(request, "imports/import_new.html", context, status=422 if form.errors else 200)


@require_safe
def import_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One import: how far it is, its counts, every rejected row in its place."""
    person = person_of(request)
    found = load_import(person, slug, pk)
    rejected = found.rejected_rows.all()
    context = {
        "product": found.product,
        "found": found,
        "rejected": Paginator(rejected, REJECTED_PER_PAGE).get_page(request.GET.get("page")),
        "may_import": can_import(person, found.product_id, found.kinds),
        "form": KeepForm(),
    }
    return render(request, "imports/import_detail.html", context)


@require_safe
def import_rejected(request: HttpRequest, slug: str, pk: int) -> StreamingHttpResponse:
    """The rejected rows as CSV: where and why, then the row as it came, to be corrected."""
    found = load_import(person_of(request), slug, pk)
    answer = StreamingHttpResponse(_rejected_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejected-{found.pk}.csv"'
    return answer


class _Echo:
    """Gives back what a CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def _rejected_csv(found: Import) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\n")
    first = True
    for one in found.rejected_rows.iterator(chunk_size=500):
        if first:
            yield writer.writerow(
                map(neutral, ("row", "column", "value", "reason", "fix", *dict(one.cells)))
            )
            first = False
        said = (one.column, one.value, one.reason, one.fix, *dict(one.cells).values())
        yield writer.writerow([one.row, *map(neutral, said)])


@require_POST
def import_begin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Import what was mapped, in the background."""
    person = person_of(request)
    found = load_open(person, slug, pk)
    require_kinds(person, found.product_id, found.kinds)
    try:
        actions.begin(found, dry_run=False)
    except Refused as error:
        messages.info(request, f"{error.title}. {error.detail}")
    return redirect("imports:import_detail", slug=slug, pk=pk)


@require_POST
def import_undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a whole import back."""
    person = person_of(request)
    found = load_import(person, slug, pk)
    require_kinds(person, found.product_id, found.kinds)
    try:
        undo(found, actor=person)
    except Refused as error:
        messages.info(request, f"{error.title}. {error.detail}")
    else:
        messages.info(request, f"{found.filename} is undone: everything is as it was before it.")
    return redirect("imports:import_detail", slug=slug, pk=pk)


@require_POST
def import_discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Throw an upload away that was never imported."""
    found = load_open(person_of(request), slug, pk)
    try:
        actions.discard(found)
    except Refused as error:
        messages.info(request, f"{error.title}. {error.detail}")
        return redirect("imports:import_detail", slug=slug, pk=pk)
    messages.info(request, f"{found.filename} is gone. Nothing of it was imported.")
    return redirect("imports:import_list", slug=slug)
