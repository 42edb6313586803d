"""What every page with a form shares: it runs one action, shows refusals, then redirects."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from company.models import Person
from company.refusals import Malformed, Refused
from company.version_forms import Versioned, VersionedRecord
from company.versions import Stale

# The field that a refusal belongs to, where the person can mend it; others stand above the form.
PLACES = {
    "over-capacity": "capacity_weeks",
    "reason-missing": "reason",
    "reason-too-short": "reason",
}


def posted(request: HttpRequest) -> Any:
    """What a form was sent with; None when it is only looked at."""
    return request.POST if request.method == "POST" else None


def run_in_form(form: forms.BaseForm, action: Callable[[], Any]) -> bool:
    """Run the action, and say whether it went through.

    What it refuses becomes errors of the form, which keeps what was typed.
    """
    try:
        action()
    except Refused as error:
        _add(form, PLACES.get(error.name, ""), [f"{error.title}. {error.detail}"])
    except Stale as error:
        if not isinstance(form, Versioned):
            raise
        # Whoever was faster saved the very same: that is no conflict, and nothing is left to do.
        return not form.show_both(error)
    except Malformed as error:
        for field, sentences in error.errors.items():
            _add(form, field, sentences)
    except ValidationError as error:
        said_by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for field, sentences in said_by_field.items():
            _add(form, field, sentences)
    return not form.errors


def keep_in_form(
    form: VersionedRecord, action: Callable[..., Any], actor: Person, **belongs: Any
) -> bool:
    """Whether the form was sent and the action kept its record, which is then `form.kept`."""
    return form.is_valid() and run_in_form(form, lambda: form.keep(action, actor, **belongs))


def status_of(form: forms.BaseForm) -> int:
    """What a page with that form answers: 412 where it came too late, 422 where it is refused."""
    if isinstance(form, Versioned) and form.is_stale:
        return 412
    return 422 if form.errors else 200


def run_with_message(request: HttpRequest, action: Callable[[], Any]) -> bool:
    """Run the action of a button without a form, and say whether it went through.

    What it refuses is said in a message on the next page.
    """
    try:
        action()
    except Refused as error:
        messages.info(request, f"{error.title}. {error.detail}")
        return False
    return True


def _add(form: forms.BaseForm, field: str, sentences: list[str]) -> None:
    for sentence in sentences:
        form.add_error(field if field in form.fields else None, sentence)


def asks_for_all_changes(request: HttpRequest) -> bool:
    """Whether the page is to show everything that changed, not only the newest of it."""
    return request.GET.get("changes") == "all"


def query_without_page(request: HttpRequest) -> str:
    """The filters of a list as they stand in the URL, for the links to its other pages."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
