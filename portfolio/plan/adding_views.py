"""Adding a line where the plan is read: what it would leave, and names while they are typed."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, person_of
from company.calendar import Quarter
from company.form_actions import run_in_form
from company.models import Person, Product
from company.units import ZERO
from portfolio.items.lookup import likely_suggestions
from portfolio.models import Item, Line
from portfolio.plan.adding import add_line
from portfolio.plan.detail import WHY, add_form, plan_page
from portfolio.plan.facts import plan_facts
from portfolio.plan.fields import number
from portfolio.plan.line_forms import AddForm
from portfolio.plan.page import PlannedSlices, slices_of, spent_in
from portfolio.plan.remembering import planning, remember
from portfolio.plan.slice_shares import UNCATEGORISED


@require_http_methods(["GET", "HEAD", "POST"])
def line_new(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    """Add the line that was sent, and offer an empty row; on GET, say what it would leave."""
    person, product = planning(request, slug)
    if request.method != "POST":
        return _room(request, product, quarter)
    spent = spent_in(product, quarter)
    plan = plan_facts(product, quarter, spent.by_item)
    form = add_form(slices_of(product, plan, spent), plan, request.POST)
    if form.is_valid() and run_in_form(form, lambda: _add(request, form, product, quarter, person)):
        return redirect(_next_row(request, form, product, quarter))
    return plan_page(request, product, quarter, person, form)


def _add(
    request: HttpRequest, form: AddForm, product: Product, quarter: Quarter, actor: Person
) -> None:
    given, is_below = form.cleaned_data, "below" in request.POST
    added = add_line(
        product=product,
        quarter=quarter,
        title=given["item"],
        slice_key=None if given["slice"] == UNCATEGORISED else given["slice"],
        weeks=given["weeks"],
        is_below=is_below,
        reason=given.get("reason", ""),
        actor=actor,
    )
    request.session[WHY] = given.get("reason", "")
    form.added = added.item
    where = f"wait below the line of {quarter.label}" if is_below else f"are in {quarter.label}"
    said = f"{given['weeks']} wk of {added.item} {where}."
    said += f" It is a new item{_in_slice(added.item)}." * added.is_new
    made = added.item.pk if added.is_new else None
    remember(request, product, quarter, added.change, said, made=made)


def _in_slice(item: Item) -> str:
    return f", in {item.slice}" if item.slice else ", in no slice yet"


def _next_row(request: HttpRequest, form: AddForm, product: Product, quarter: Quarter) -> str:
    """The plan's address, with an empty row at the foot of the slice."""
    asked = {"add": form.place, "added": form.added.pk}
    if "all" in request.GET:
        asked["all"] = 1
    page = reverse("plan:plan_detail", args=[product.slug, quarter])
    return f"{page}?{urlencode(asked)}#add"


def _room(request: HttpRequest, product: Product, quarter: Quarter) -> HttpResponse:
    """The slice's sum and the slack with what is typed so far."""
    now, weeks = PlannedSlices.of(product, quarter), number(request.GET.get("weeks"))
    key = request.GET.get("slice", "")
    left = now.capacity_weeks - sum(now.weeks.values(), start=ZERO) - weeks
    context = {
        "name": next((each.name for each in now.slices if each.key == key), "Uncategorised"),
        "weeks": weeks,
        "slice_weeks": now.weeks.get(key, ZERO) + weeks,
        "left": left,
        "over": -left,
    }
    return render(request, "portfolio/_line_room.html", context)


@require_safe
def item_names(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    """Items whose titles hold what was typed, without those the quarter plans already."""
    product = load_product(person_of(request), slug)
    lines = Line.objects.filter(plan__product=product, plan__quarter=quarter, item__isnull=False)
    planned = lines.order_by().values_list("item", flat=True)
    text = request.GET.get("item", "").strip()
    found = likely_suggestions(product, [pk for pk in planned if pk], text)
    return render(request, "portfolio/_suggestions.html", {"suggestions": found})
