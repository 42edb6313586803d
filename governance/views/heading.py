"""Where it is heading, and what kind of company the executives want it to be."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from company.access import load_product, may, person_of, require
from company.form_actions import posted, run_in_form, status_of
from escalations.directions import DOING, set_direction
from escalations.models import Direction
from governance.budget_data import policy_of
from governance.heading import heading_of
from governance.report.figures import shares_figure


class DirectionForm(forms.Form):
    """The kind of company, and why; the action judges it."""

    kind = forms.ChoiceField(
        choices=Direction.Kind.choices, widget=forms.RadioSelect, label="What is it to be?"
    )
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), help_text="It stands in the ledger."
    )


@require_http_methods(["GET", "HEAD", "POST"])
def heading(request: HttpRequest, slug: str) -> HttpResponse:
    """Eight quarters side by side; an executive's decision is sent here, too."""
    person = person_of(request)
    product = load_product(person, slug)
    form = DirectionForm(posted(request))
    if request.method == "POST":
        require(person, product.pk, DOING)
    if form.is_valid() and run_in_form(
        form, lambda: set_direction(product=product, actor=person, **form.cleaned_data)
    ):
        messages.info(request, "Kept, with its reason.")
        return redirect("governance:heading", slug=slug)
    found = heading_of(product)
    shares = {row.quarter: row.share.share.share for row in found.rows}
    caps = [row.share.cap_percent for row in found.rows]
    context = {
        "product": product,
        "found": found,
        "chart": shares_figure(shares, caps, policy_of(product)),
        "form": form,
        "may_say": may(person, product.pk, DOING),
    }
    return render(request, "governance/heading.html", context, status=status_of(form))
