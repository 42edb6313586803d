"""The first administrator and the first product of a fresh installation, on one page.

Open only if the server was started with START_CODE, to whoever has that code from the console, and
only while nobody administers the site.
"""

from collections.abc import Sequence
from typing import Any

from allauth.account import views as account
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from company.actions import add_member
from company.form_actions import posted, status_of
from company.models import Person, Role
from company.refusals import Malformed
from portfolio.products import add_product
from portfolio.setup.forms import NewProductForm, title
from portfolio.setup.views import sent

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
PRODUCT = ("slug", "currency", "fiscal_year_start", "time_zone", "rate")


def is_open() -> bool:
    """Whether the first administrator is still to come."""
    return bool(settings.START_CODE) and not Person.objects.filter(is_staff=True).exists()


class StartForm(NewProductForm):
    """The code, oneself, and the first product."""

    code = forms.CharField(
        label="Code", help_text="The console printed it.", widget=forms.TextInput
    )
    email = forms.EmailField(label="Your e-mail", max_length=254)
    person = title(Person, "Your name")
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    roles = forms.MultipleChoiceField(
        label="What you do for this product",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[Role.PRODUCT_MANAGER],
        help_text="You manage products and people in any case; what you may decide is said here.",
    )
    field_order = ("code", "email", "person", "password", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name of your product"

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if not constant_time_compare(code, settings.START_CODE):
            raise forms.ValidationError("That is not the code that the console printed last.")
        return code


@transaction.atomic
def begin_company(
    *, email: str, name: str, password: str, roles: Sequence[str], product: dict[str, Any]
) -> Person:
    """Create the first site administrator, with the first product and these roles in it.

    Raises Http404 where somebody administers already, Malformed and ValidationError.
    """
    # A row that always stands: who comes second waits here, and then finds an administrator.
    ContentType.objects.select_for_update().get(app_label="company", model="person")
    if Person.objects.filter(is_staff=True).exists():
        raise Http404("Somebody administers this site already.")
    person = Person(email=email.lower(), name=name, is_staff=True)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Malformed(password=list(error.messages)) from None
    person.set_password(password)
    person.full_clean()
    person.save()
    made = add_product(actor=person, **product)
    if roles:
        add_member(email=person.email, product=made, roles=roles, actor=person)
    return person


@login_not_required
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the code, oneself and the product; then sign in."""
    if not is_open():
        raise Http404("This Daylight has an administrator.")
    form, made = StartForm(posted(request)), list[Person]()

    def begin(given: dict[str, Any]) -> None:
        product = {"name": given["name"], **{name: given[name] for name in PRODUCT}}
        person = begin_company(
            email=given["email"],
            name=given["person"],
            password=given["password"],
            roles=given["roles"],
            product=product,
        )
        made.append(person)

    if sent(form, begin):
        login(request, made[0], backend=BACKEND)
        return redirect("setup:product_detail", slug=form.cleaned_data["slug"])
    return render(request, "setup/start.html", {"form": form}, status=status_of(form))


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """The page to sign in on; while nobody administers the site, the start page instead."""
    if is_open():
        return redirect("start")
    answer: HttpResponse = account.login(request)
    return answer
