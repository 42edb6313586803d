"""The small forms of an import: its file, its mapping as a text, a name to keep it under."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from imports.actions import MOST_BYTES
from imports.mapping.schema import Mapping
from imports.mapping.toml import mapping_from_text
from imports.problems import BadMapping


def validate_size(file: "UploadedFile[bytes]") -> None:
    """Raises ValidationError for a file that is larger than can be sent."""
    if file.size and file.size > MOST_BYTES:
        raise forms.ValidationError(
            f"It has {filesizeformat(file.size)} and at most {filesizeformat(MOST_BYTES)}"
            " can be sent. Pack it with gzip, or import it on the command line."
        )


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        validators=[validate_size],
        help_text="CSV, XLSX or ODS, as your tools export it. It may be packed with gzip or xz.",
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.xls,.html,.gz,.xz"}
        ),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Export it again with a header and its rows.",
        },
    )

    joined = forms.FileField(
        label="A second file, joined by a key",
        required=False,
        validators=[validate_size],
        help_text="Estimates in one export and dates in the other, say: rows that name the same"
        " issue are read as one.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.gz,.xz"}),
        error_messages={"empty": "The second file is empty. Export it again, or leave it out."},
    )


class TextForm(forms.Form):
    text = forms.CharField(label="Mapping (TOML)", widget=forms.Textarea(attrs={"rows": 28}))

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            self.mapping: Mapping = mapping_from_text(text, "The mapping")
        except BadMapping as bad:
            raise forms.ValidationError(str(bad)) from None
        return text


class KeepForm(forms.Form):
    name = forms.CharField(label="Keep this mapping as", max_length=60)
