"""The form that sorts one item. It adds no rule of its own."""

from django import forms

from portfolio.models import SortedItem


class SortForm(forms.Form):
    answer = forms.ChoiceField(
        choices=SortedItem.Answer.choices,
        error_messages={"required": "Say what it was.", "invalid_choice": "Say what it was."},
    )
    customer = forms.CharField(required=False, max_length=200, label="For one customer")
