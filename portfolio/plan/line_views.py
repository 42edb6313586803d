"""Changing one line where it stands, moving it, rolling forward, and taking that back."""

from functools import partial
from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from company.calendar import Quarter, running_quarter
from company.form_actions import posted, run_in_form, run_with_message
from company.models import Person, Product
from company.units import ZERO
from portfolio.models import Baseline, Item
from portfolio.plan.line_forms import LineForm, OrderForm, RollForm
from portfolio.plan.line_states import Change, LineState, room_in, state_of
from portfolio.plan.one_line import change_line, move_line, put_back
from portfolio.plan.ordering import order_line
from portfolio.plan.queries import plan_of, weeks_left_by_quarter
from portfolio.plan.remembering import LAST, planning, remember
from portfolio.plan.rolling import roll_forward
from portfolio.plan.unfinished import unfinished


def _is_agreed(product: Product, *quarters: Quarter) -> bool:
    return Baseline.objects.filter(plan__product=product, plan__quarter__in=quarters).exists()


def _core_item(product: Product, pk: int) -> Item:
    core = Item.objects.filter(product=product).exclude(slice__is_specials=True)
    item = core.select_related("product", "slice").filter(pk=pk).first()
    if item is None:
        raise Http404("No core item of that number is open to you.")
    return item


@require_http_methods(["GET", "HEAD", "POST"])
def line_edit(request: HttpRequest, slug: str, quarter: Quarter, pk: int) -> HttpResponse:
    """Change one core line: its weeks, on to the next quarter, or out of the plan."""
    person, product = planning(request, slug)
    item = _core_item(product, pk)
    state, to = state_of(product, quarter, item), quarter.next
    form = LineForm(posted(request), state=state, needs_reason=_is_agreed(product, quarter, to))
    if form.is_valid() and run_in_form(form, lambda: _change(request, form, state, item, person)):
        return redirect(_place_of(product, quarter, item))
    context = {
        "product": product,
        "quarter": quarter,
        "item": item,
        "form": form,
        "state": state,
        "left_weeks": weeks_left_by_quarter(product, [quarter], [pk])[quarter].get(pk, ZERO),
        "room_weeks": room_in(product, quarter, plan_of(product, quarter)),
        "to": to,
        "room_there": room_in(product, to, plan_of(product, to)),
    }
    status = 422 if form.errors else 200
    answer = render(request, "portfolio/line_edit.html", context, status=status)
    # Sent by htmx from the plan's page, the refused form replaces itself, not the page.
    if form.errors:
        answer["HX-Retarget"] = answer["HX-Reselect"] = "#line-form"
    return answer


def _place_of(product: Product, quarter: Quarter, item: Item) -> str:
    page = reverse("plan:plan_detail", args=[product.slug, quarter])
    return f"{page}#line-{item.pk}"


def _change(
    request: HttpRequest, form: LineForm, state: LineState, item: Item, actor: Person
) -> None:
    """Do what the pressed button says."""
    product, quarter, given = item.product, state.quarter, form.cleaned_data
    reason, weeks = given.get("reason", ""), given["weeks"]
    if "move" in request.POST:
        to = quarter.next
        change = move_line(
            product=product, quarter=quarter, item=item, to=to, reason=reason, actor=actor
        )
        sentence = f"{item} moved on to {to.label}{_where(change.after[1], change.before[1])}."
    else:
        weeks = ZERO if "out" in request.POST else weeks
        change = change_line(
            product=product,
            quarter=quarter,
            item=item,
            weeks=weeks,
            reason=reason,
            actor=actor,
            seen=given["seen"],
        )
        sentence = (
            f"{item} has {weeks} wk in {quarter.label}."
            if weeks
            else f"{item} is out of {quarter.label}."
        )
    remember(request, product, quarter, change, sentence)


def _where(now: LineState, before: LineState) -> str:
    below = now.below_weeks - before.below_weeks
    return f": {below} wk wait below the line there, since they do not fit" if below else ""


@require_POST
def line_order(request: HttpRequest, slug: str, quarter: Quarter, pk: int) -> HttpResponse:
    """Move the line one step in its slice, before another line, or last."""
    person, product = planning(request, slug)
    item = _core_item(product, pk)
    form = OrderForm(request.POST)
    if form.is_valid():
        to = form.cleaned_data["to"]
        order = partial(order_line, product=product, quarter=quarter, item=item)
        run_in_form(form, lambda: order(to=to, actor=person))
    for said in form.non_field_errors() + form["to"].errors:
        messages.info(request, str(said))
    return redirect(_place_of(product, quarter, item))


@require_POST
def line_undo(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    """Undo this person's last change in the product's plans."""
    person, product = planning(request, slug)
    kept = request.session.get(LAST)
    if kept is None or kept["product"] != product.pk:
        messages.info(request, "There is nothing to take back.")
    elif run_with_message(request, lambda: _put_back(product, kept, person)):
        del request.session[LAST]
        messages.info(request, "The plan stands as it did before.")
    return redirect("plan:plan_detail", slug=slug, quarter=quarter)


def _put_back(product: Product, kept: Any, actor: Person) -> None:
    change, made = msgspec.convert(kept["change"], Change), kept.get("made")
    put_back(product=product, change=change, reason="Taken back.", actor=actor, made=made)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_roll(request: HttpRequest, slug: str, quarter: Quarter) -> HttpResponse:
    """Take what the last quarter left unfinished into this one."""
    person, product = planning(request, slug)
    rows = unfinished(product, quarter)
    items, is_agreed = [one.item for one in rows], _is_agreed(product, quarter)
    form = RollForm(posted(request), rows=items, needs_reason=is_agreed)
    if form.is_valid() and run_in_form(
        form, lambda: _roll(request, form, product, quarter, person)
    ):
        return redirect(f"{reverse('plan:plan_detail', args=[slug, quarter])}#lines")
    chosen = form.chosen
    context = {
        "product": product,
        "quarter": quarter,
        "is_running": quarter.previous == running_quarter(product),
        "form": form,
        "rows": [(one, one.item.pk in chosen) for one in rows],
        "weeks": sum((one.weeks for one in rows), start=ZERO),
        "room_weeks": room_in(product, quarter, plan_of(product, quarter)),
    }
    status = 422 if form.errors else 200
    return render(request, "portfolio/plan_roll.html", context, status=status)


def _roll(
    request: HttpRequest, form: RollForm, product: Product, quarter: Quarter, actor: Person
) -> None:
    change = roll_forward(
        product=product,
        quarter=quarter,
        items=form.chosen,
        reason=form.cleaned_data.get("reason", ""),
        actor=actor,
    )
    count = len(change.after)
    below = sum(
        one.below_weeks > was.below_weeks
        for one, was in zip(change.after, change.before, strict=True)
    )
    said = f"{count} line{'s' * (count > 1)} came from {quarter.previous.label}"
    said += f"; {below} of them wait below the line, since they do not fit." if below else "."
    remember(request, product, quarter, change, said)
