"""Model fields of our own."""

from typing import TYPE_CHECKING, Any

from django.db import models

from company.texts import validate_title

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:  # Django's fields take their types in its stubs only
    Text = models.CharField


class TitleField(Text):
    """A title or a name that people see, validated as one.

    Migrations see a plain CharField, so that they do not depend on this class.
    """

    default_validators = [validate_title]

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options
