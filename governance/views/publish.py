"""Publishing a month's report, what product and sales say of it, and the archive."""

import datetime as dt
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from company.access import load_product, person_of, require
from company.form_actions import keep_in_form, posted, run_in_form, status_of
from company.models import Person, Product
from company.version_forms import VersionedRecord
from company.versions import Expected, Stale
from governance.models import Commentary, Side
from governance.publications.actions import digest_of_draft, publish
from governance.publications.archive import archive
from governance.publications.changes import changed_figures
from governance.publications.commentary import DOING, keep_comment
from governance.publications.versions import facts_of, newest
from governance.report.figures import months_figure
from governance.report.json_facts import as_json
from governance.report.sections import build_report

MONTHS_A_PAGE = 24


class PublishForm(forms.Form):
    """The reason of a correction; `seen` is the digest of the figures on the page."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        required=False,
        label="Why it is corrected",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is published with the new version: at least 20 characters.",
    )


class CommentForm(VersionedRecord):
    """One side's comment; stale also where another of that side wrote first."""

    class Meta:
        model = Commentary
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        labels = {"text": "Comment"}
        help_texts = {"text": "At most 600 characters. It is published with the report."}

    def _post_clean(self) -> None:
        """Skip the model's checks: the action judges the text."""

    @property
    def expected(self) -> Expected:
        return (self.data.get("seen", ""),)


@require_http_methods(["GET", "HEAD", "POST"])
def report_publish(request: HttpRequest, slug: str, month: dt.date) -> HttpResponse:
    """What will be frozen, what it corrects, and the one button that does it."""
    person = person_of(request)
    product = load_product(person, slug)
    require(person, product.pk, "publish the report")
    form = PublishForm(posted(request))
    if form.is_valid() and _publish(form, product, month, person):
        messages.info(request, f"{month:%B %Y} is published. It stays as it reads now.")
        return redirect("governance:report_detail", slug=slug, month=month)
    # A report takes long to build: not before publishing, which builds its own under the lock.
    report, before = build_report(product, month), newest(product, month)
    facts = as_json(report)
    form.initial["seen"] = digest_of_draft(facts)
    context = {
        "product": product,
        "month": month,
        "report": report,
        "before": before,
        "changes": changed_figures(facts_of(before), facts) if before else [],
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "governance/report_publish.html", context, status=status)


def _publish(form: PublishForm, product: Product, month: dt.date, person: Person) -> bool:
    given = form.cleaned_data
    expected = [given["seen"]] if given["seen"] else None
    do = partial(publish, product=product, month=month, actor=person, expected=expected)
    try:
        return run_in_form(form, partial(do, reason=given["reason"]))
    except Stale as error:
        # What stands on the page now is what the button publishes next.
        sent: Any = form.data
        form.data = {**sent.dict(), "seen": error.version}
        form.add_error(None, "The figures changed since you opened this page. Look again.")
        return False


@require_http_methods(["GET", "HEAD", "POST"])
def report_comment(request: HttpRequest, slug: str, month: dt.date, side: str) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    if side not in DOING:
        raise Http404("Product comments, and sales does.")
    require(person, product.pk, DOING[Side(side)])
    rows = Commentary.objects.filter(product=product, month=month, side=side)
    found = rows.first() or Commentary(product=product, month=month, side=side)
    form = CommentForm(posted(request), instance=found)

    def keep(pk: Any, changes: dict[str, Any], *, actor: Person, expected: Expected) -> Commentary:
        text = changes["text"]
        return keep_comment(
            product=product, month=month, side=side, text=text, actor=actor, expected=expected
        )

    if keep_in_form(form, keep, person):
        messages.info(request, "The comment stands in the report.")
        return redirect("governance:report_detail", slug=slug, month=month)
    context = {"product": product, "month": month, "side": Side(side), "form": form}
    return render(request, "governance/report_comment.html", context, status=status_of(form))


@require_safe
def report_archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Every month, the newest first, and the trend of what was published."""
    product = load_product(person_of(request), slug)
    months = archive(product)
    page = Paginator(months, MONTHS_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    context = {
        "product": product,
        "page": page,
        "chart": months_figure({m.month: m.share for m in reversed(shown)}),
        "published": sum(m.publication is not None for m in months),
    }
    return render(request, "governance/report_archive.html", context)
