"""The list of imports, sending a file, one import with what came of it, and undoing it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from company import clock
from company.access import load_product, may, person_of, require
from company.form_actions import posted, run_with_message
from imports import actions
from imports.access import can_import, load_import, load_own
from imports.models import Import, KeptMapping
from imports.pages.forms import KeepForm, UploadForm
from imports.problems import Unreadable
from imports.run.rejected_csv import rejected_csv
from imports.run.tasks import begin
from imports.run.undo import undo
from imports.run.uploads import receive_and_read
from imports.run.worker_lock import waits

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
        "may_import": may(person, product.pk, "import files"),
    }
    return render(request, "imports/import_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a file. What cannot be read is refused here, and nothing is kept of it."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "import files")
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.cleaned_data
            found = receive_and_read(product, sent["file"], person, sent["joined"])
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            return redirect("imports:import_map", slug=slug, pk=found.pk)
    context = {"product": product, "form": form}
    return render(request, "imports/import_new.html", context, status=422 if form.errors else 200)


@require_safe
def import_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One import: how far it is, its counts, every rejected row in its place."""
    person = person_of(request)
    found = load_import(person, slug, pk)
    rejected = found.rejected_rows.defer("cells")
    context = {
        "product": found.product,
        "found": found,
        "rejected": Paginator(rejected, REJECTED_PER_PAGE).get_page(request.GET.get("page")),
        "may_import": can_import(person, found.product_id, found.kinds),
        "waits": waits(found, clock.now()),
        "form": KeepForm(),
    }
    return render(request, "imports/import_detail.html", context)


@require_safe
def import_rejected(request: HttpRequest, slug: str, pk: int) -> StreamingHttpResponse:
    """The rejected rows as CSV: where and why, then the row as it came, to be corrected."""
    found = load_import(person_of(request), slug, pk)
    answer = StreamingHttpResponse(rejected_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejected-{found.pk}.csv"'
    return answer


@require_POST
def import_begin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Import what was mapped, in the background."""
    found = load_own(person_of(request), slug, pk)
    run_with_message(request, lambda: begin(found, dry_run=False))
    return redirect("imports:import_detail", slug=slug, pk=pk)


@require_POST
def import_undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a whole import back."""
    person = person_of(request)
    found = load_own(person, slug, pk)
    if run_with_message(request, lambda: undo(found, actor=person)):
        messages.info(request, f"{found.filename} is undone: everything is as it was before it.")
    return redirect("imports:import_detail", slug=slug, pk=pk)


@require_POST
def import_discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Throw an upload away that was never imported."""
    found = load_own(person_of(request), slug, pk)
    if not run_with_message(request, lambda: actions.discard(found)):
        return redirect("imports:import_detail", slug=slug, pk=pk)
    messages.info(request, f"{found.filename} is gone. Nothing of it was imported.")
    return redirect("imports:import_list", slug=slug)
