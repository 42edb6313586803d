"""The form of the customisation stance. It adds no rule of its own."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from company.version_forms import VersionedRecord
from portfolio.models import Stance
from portfolio.models.stance import QUESTIONS

ANSWERS = [f"{of}_{part}" for of in QUESTIONS for part in ("state", "owner")]


class StanceForm(VersionedRecord):
    class Meta:
        model = Stance
        fields = ["customisation", "because", *ANSWERS]
        widgets = {"because": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "customisation": "How far may customers have it customised?",
            "because": "Because of what?",
            **{f"{of}_state": said for of, said in QUESTIONS.items()},
            **{f"{of}_owner": "Who sees to it" for of in QUESTIONS},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            # One that nobody has set yet has a version, too: somebody else may begin it meanwhile.
            self.seen = self.version_now()

    @property
    def questions(self) -> list[tuple[BoundField, BoundField]]:
        """Each question with who sees to it."""
        return [(self[f"{of}_state"], self[f"{of}_owner"]) for of in QUESTIONS]
