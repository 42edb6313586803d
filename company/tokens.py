"""A person's API tokens: the list, making one (shown once), and revoking one."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from company.access import person_of
from company.actions import create_token, revoke_token
from company.fields import TitleField
from company.form_actions import posted, run_in_form, status_of
from company.models import Token


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What is it for?",
        max_length=100,
        validators=TitleField.default_validators,
        help_text="Such as: the export of our issue tracker.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The person's tokens. A new one is shown in the answer to its form, and never again."""
    person = person_of(request)
    form, made = TokenForm(posted(request)), []
    if form.is_valid() and run_in_form(
        form, lambda: made.append(create_token(person=person, name=form.cleaned_data["name"]))
    ):
        form = TokenForm()
    now = timezone.now()
    rows = [(token, token.is_live(now)) for token in Token.objects.filter(person=person)]
    context = {"form": form, "made": made[0] if made else "", "rows": rows}
    answer = render(request, "company/token_list.html", context, status=status_of(form))
    # A new token's text must not stay in the browser's cache.
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of the person's tokens."""
    token = Token.objects.filter(person=person_of(request), pk=pk).first()
    if token is None:
        raise Http404("You have no token of that number.")
    if token.revoked_at is None:
        revoke_token(token=token)
    messages.info(request, f"{token} opens nothing any more.")
    return redirect("token_list")
