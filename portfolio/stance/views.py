"""The page of a product's customisation stance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, may, person_of, require
from company.changes import Source, what_changed
from company.form_actions import asks_for_all_changes, posted, run_in_form, status_of
from portfolio.models import Stance
from portfolio.models.stance import QUESTIONS
from portfolio.stance.actions import STANCES, keep_stance, stance_of
from portfolio.stance.forms import StanceForm


@require_safe
def stance_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the product may be customised, how ready the company is, and who changed that."""
    person = person_of(request)
    product = load_product(person, slug)
    stance = stance_of(product)
    context = {
        "product": product,
        "stance": stance if stance.pk else None,
        "answers": [_answer(stance, of, question) for of, question in QUESTIONS.items()],
        "may_set": may(person, product.pk, STANCES.doing),
        "changes": what_changed(
            product,
            Source(Stance.history.filter(product=product)),
            everything=asks_for_all_changes(request),
        ),
    }
    return render(request, "portfolio/stance_detail.html", context)


def _answer(stance: Stance, of: str, question: str) -> tuple[str, str, str, str]:
    """The question's topic, its text, its answer and who sees to it."""
    said: str = getattr(stance, f"get_{of}_state_display")()
    return of.replace("_", " ").capitalize(), question, said, getattr(stance, f"{of}_owner")


@require_http_methods(["GET", "HEAD", "POST"])
def stance_edit(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, STANCES.doing)
    form = StanceForm(posted(request), instance=stance_of(product))
    if request.method == "POST" and form.is_valid():

        def set_stance() -> None:
            form.kept = keep_stance(product, form.changes(), actor=person, expected=form.expected)

        if run_in_form(form, set_stance):
            messages.info(request, "The stance is set.")
            return redirect("plan:stance_detail", slug=slug)
    context = {"product": product, "form": form}
    return render(request, "portfolio/stance_form.html", context, status=status_of(form))
