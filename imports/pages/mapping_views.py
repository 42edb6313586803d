"""Saying how a file is read: its mapping as a form with a live look at the rows, or as text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from msgspec import structs

from company.access import person_of
from company.form_actions import posted, run_with_message
from imports import actions, kinds
from imports.access import can_create_missing, can_import, load_kept, load_own, require_kinds
from imports.actions import Reading
from imports.files.reader import open_table, sheet_names
from imports.mapping.edits import with_meaning
from imports.mapping.schema import Join, Mapping
from imports.mapping.toml import mapping_of
from imports.models import Import
from imports.pages.forms import KeepForm, TextForm
from imports.pages.mapping_form import MappingForm
from imports.problems import BadMapping, Unreadable
from imports.run.preview import preview
from imports.run.tasks import begin
from imports.run.uploads import reading_as, readings_of, table_of


@require_http_methods(["GET", "HEAD", "POST"])
def import_map(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Which column is which field; then try it, or import it."""
    found = load_own(person_of(request), slug, pk, also=_asked_kinds(request))
    if not found.is_open:
        return _stands(request, found)
    form, reading, problem = _form(request, found)
    if form and request.method == "POST" and form.is_valid():
        return _go_on(request, found, reading, form)
    context = _context(request, found, form, reading, problem)
    refused = form is not None and request.method == "POST"
    return render(request, "imports/import_map.html", context, status=422 if refused else 200)


def _go_on(
    request: HttpRequest, found: Import, reading: Reading, form: MappingForm
) -> HttpResponse:
    """Keep the mapping, and do what the button says."""
    do = request.POST.get("do")
    slug, pk = found.product.slug, found.pk
    try:
        sent = request.POST.get("mean", "")
        mapping = with_meaning(form.mapping, sent) if sent else form.mapping
    except BadMapping as bad:
        messages.info(request, str(bad))
        return redirect("imports:import_map", slug=slug, pk=pk)
    is_kept = run_with_message(request, lambda: _keep(found, reading, form, mapping))
    if is_kept and (sent or do == "look"):
        return redirect(f"{reverse('imports:import_map', args=[slug, pk])}#look")
    if is_kept and do == "text":
        return redirect("imports:import_text", slug=slug, pk=pk)
    if is_kept:
        run_with_message(request, lambda: begin(found, dry_run=do != "import"))
    return redirect("imports:import_detail", slug=slug, pk=pk)


@require_POST
def import_look(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The live look at the rows while the mapping changes; what is typed is remembered."""
    found = load_own(person_of(request), slug, pk, also=_asked_kinds(request))
    if not found.is_open:
        return _stands(request, found)
    form, reading, problem = _form(request, found)
    if form:
        typed = {"fields": form.typed(), "kinds": list(reading.kinds), "as": reading.key}
        actions.remember(found, typed)
    return render(request, "imports/_look.html", _look(found, form, reading, problem))


@require_http_methods(["GET", "HEAD", "POST"])
def import_text(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The whole mapping as a text, for what the form does not show."""
    found = load_own(person_of(request), slug, pk, also=_asked_kinds(request))
    if not found.is_open:
        return _stands(request, found)
    form = TextForm(posted(request), initial={"text": found.mapping})
    if request.method == "POST" and form.is_valid():
        person, wanted = person_of(request), tuple(form.mapping.parts)
        require_kinds(person, found.product_id, wanted)
        reading, whole = Reading(wanted, form.mapping), found.all_or_nothing
        run_with_message(request, lambda: actions.map_as(found, reading, all_or_nothing=whole))
        return redirect("imports:import_map", slug=slug, pk=pk)
    context = {"product": found.product, "found": found, "form": form}
    return render(request, "imports/import_text.html", context, status=422 if form.errors else 200)


def _stands(request: HttpRequest, found: Import) -> HttpResponse:
    """In another tab it went on since: that is shown instead."""
    state = found.get_state_display().lower()
    messages.info(request, f"{found} is {state}: its mapping stands.")
    answer = redirect("imports:import_detail", slug=found.product.slug, pk=found.pk)
    if request.headers.get("HX-Request"):
        answer["HX-Redirect"] = answer["Location"]
        answer.status_code = 200
    return answer


def _asked_kinds(request: HttpRequest) -> list[str]:
    query = request.POST if request.method == "POST" else request.GET
    return [each for each in kinds.names() if each in query.getlist("kinds")]


@require_POST
def mapping_keep(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep the mapping of an import under a name."""
    person = person_of(request)
    found = load_own(person, slug, pk)
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.info(request, "Give the mapping a name of at most 60 characters.")
        return redirect("imports:import_detail", slug=slug, pk=pk)
    name = form.cleaned_data["name"]
    if run_with_message(request, lambda: actions.keep_mapping(found, name=name, actor=person)):
        messages.info(request, f"The mapping is kept as {name}. The next file can be read by it.")
    return redirect("imports:import_detail", slug=slug, pk=pk)


@require_POST
def mapping_forget(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Forget a kept mapping; what was imported by it stays."""
    person = person_of(request)
    kept = load_kept(person, slug, pk)
    kept.delete()
    messages.info(request, f"The mapping {kept} is forgotten.")
    return redirect("imports:import_list", slug=slug)


def _form(request: HttpRequest, found: Import) -> tuple[MappingForm | None, Reading, str]:
    """The form for the asked reading; none, and the sentence why, where the file defies it."""
    query = request.POST if request.method == "POST" else request.GET
    typed = found.typed if request.method != "POST" else {}
    wanted = _asked_kinds(request) or typed.get("kinds") or found.kinds
    key = query.get("as", typed.get("as", ""))
    stored = mapping_of(found)
    try:
        sheet, join = query.get("sheet", stored.sheet), _asked_join(query, stored)
        stored = structs.replace(stored, sheet=sheet, join=join)
        table = table_of(found, stored, wanted)
        reading = reading_as(found, key, wanted, table)
        sheet = stored.sheet or reading.mapping.sheet
        mapping = structs.replace(reading.mapping, sheet=sheet, join=join)
        reading = replace(reading, mapping=mapping)
        if reading.mapping != stored:
            table = table_of(found, reading.mapping, wanted)
    except (Unreadable, BadMapping) as error:
        return None, Reading(tuple(wanted), stored), str(error)
    # What was typed before is read again, so that the look counts what the form shows.
    again = typed.get("fields") if typed.get("as") == reading.key else None
    form = MappingForm(
        request.POST if request.method == "POST" else again,
        table=table,
        kinds_in_it=wanted,
        base=reading.mapping,
        product=found.product,
        initial={"all_or_nothing": found.all_or_nothing},
    )
    return form, reading, ""


def _asked_join(query: QueryDict, stored: Mapping) -> Join | None:
    """By which columns the second file is joined, as the page's choice has it."""
    if "join_key" not in query:
        return stored.join
    key, other = str(query["join_key"]), str(query.get("join_other", ""))
    return Join(key, other) if key and other else None


def _keep(found: Import, reading: Reading, form: MappingForm, mapping: Mapping) -> None:
    key, kept_name = reading.key or found.mapping_name, reading.kept_name or found.kept_name
    actions.map_as(
        found,
        Reading(reading.kinds, mapping, key, kept_name),
        all_or_nothing=form.cleaned_data["all_or_nothing"],
    )


def _context(
    request: HttpRequest, found: Import, form: MappingForm | None, reading: Reading, problem: str
) -> dict[str, Any]:
    person = person_of(request)
    return {
        "product": found.product,
        "found": found,
        "form": form,
        "kinds": [(each, can_import(person, found.product_id, [each])) for each in kinds.names()],
        "chosen": reading.kinds,
        "as": reading.key or found.mapping_name,
        # What the form begins with: the stored mapping, unless another reading was asked for.
        "begins_with": reading.key,
        "may_create": can_create_missing(person, found.product_id, reading.kinds),
        "readings": readings_of(found),
        "sheets": sheet_names(found.path),
        "sheet": reading.mapping.sheet,
        "join": reading.mapping.join,
        "join_keys": _join_keys(found, reading),
        **_look(found, form, reading, problem),
    }


def _join_keys(found: Import, reading: Reading) -> list[tuple[str, str, Sequence[str], str]]:
    """For each of two files the columns to join by: name, label, columns, the chosen one."""
    if not found.joined_path:
        return []
    join = reading.mapping.join
    chosen = (join.key, join.other_key) if join else ("", "")
    try:
        other = open_table(found.joined_path)
        own = table_of(found, structs.replace(reading.mapping, join=None), reading.kinds)
    except (Unreadable, BadMapping):
        return []
    return [
        ("join_key", "Joined by", own.header, chosen[0]),
        ("join_other", f"In {found.joined_path.name}", other.header, chosen[1]),
    ]


def _look(
    found: Import, form: MappingForm | None, reading: Reading, problem: str
) -> dict[str, Any]:
    """The looks at the rows; `problem` where there is nothing to look at."""
    if form and form.is_bound and not form.is_valid():
        problem = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if form is None or problem:
        return {"looks": [], "problem": problem, "product": found.product}
    mapping = form.mapping if form.is_bound else reading.mapping
    looks = preview(form.table, mapping, reading.kinds, found.product)
    # Complete only now, when the table was walked.
    warnings = list(form.table.warnings)
    if found.joined_file and not mapping.join:
        warnings.append("Choose by which column the second file is joined.")
    shown = {"looks": looks, "problem": "", "total": form.table.total, "product": found.product}
    return {**shown, "warnings": warnings}
