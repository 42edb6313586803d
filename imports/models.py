"""What was brought in: each import, what it changed so that it can be undone, and kept mappings."""

from pathlib import Path
from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.text import get_valid_filename

from company.models import Person, Product


def kept_as(found: "Import", filename: str) -> str:
    """Where an upload is kept: in a folder that nobody can guess, under its own name."""
    # A file's name is bounded in bytes, and a letter may take four.
    return f"imports/{found.product_id}/{found.token}/{get_valid_filename(filename)[-60:]}"


class ImportQuerySet(models.QuerySet["Import"]):
    def locked(self) -> Self:
        """The imports with their products, which nobody else changes until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("product")


class Import(models.Model):
    """One file, read as one kind of object or several, from page or command line."""

    class State(models.TextChoices):
        DRAFT = "draft", "Not imported yet"
        TRYING = "trying", "Being tried"
        TRIED = "tried", "Tried, nothing imported"
        IMPORTING = "importing", "Being imported"
        DONE = "done", "Imported"
        FAILED = "failed", "Stopped"
        UNDONE = "undone", "Undone"

    class FedBy(models.TextChoices):
        """By which door a file came that nobody sent by hand."""

        API = "api", "by the API"
        FOLDER = "folder", "from the watched folder"

    product = models.ForeignKey(Product, models.PROTECT, related_name="imports")
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="imports",
        help_text="None: brought in by the command line.",
    )
    filename = models.CharField(max_length=255)
    token = models.CharField(max_length=40, unique=True)
    file = models.FileField(upload_to=kept_as, blank=True, max_length=255)
    joined_file = models.FileField(
        upload_to=kept_as,
        blank=True,
        max_length=255,
        help_text="A second file, whose rows are joined to those of the first by a key.",
    )
    kinds = models.JSONField(default=list, help_text="In the order they are imported.")
    mapping = models.TextField(blank=True, help_text="As a mapping file (TOML).")
    mapping_name = models.CharField(max_length=80, blank=True)
    kept_name = models.CharField(max_length=60, blank=True)
    feed = models.CharField(
        max_length=60, blank=True, help_text="Which feed it is of; empty: brought in by hand."
    )
    fed_by = models.CharField(max_length=6, choices=FedBy, blank=True)
    typed = models.JSONField(default=dict, help_text="The mapping's form as it was last typed.")
    all_or_nothing = models.BooleanField("import nothing if a row is rejected", default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    results = models.JSONField(
        default=list, help_text="One for each kind: kind, created, updated, unchanged, rejected."
    )
    error = models.TextField(blank=True)
    held_by = models.CharField(
        max_length=32, blank=True, help_text="The worker that carries it out; empty: none yet."
    )
    heard_at = models.DateTimeField(null=True, help_text="When it last said how far it is.")
    taken_up = models.PositiveSmallIntegerField(
        default=0, help_text="How many workers took it up since it was begun."
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["product", "-created_at"]),
            models.Index(fields=["product", "feed"], condition=~Q(feed=""), name="fed_imports"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_done__lte=models.F("rows_total")),
                name="import_done_within_total",
                violation_error_message="No more rows can be done than the file has.",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False)
                | ~Q(state="undone") & Q(undone_at__isnull=True),
                name="import_undone_has_a_time",
                violation_error_message="What is undone says when, and nothing else does.",
            ),
            models.CheckConstraint(
                condition=Q(feed="", fed_by="") | ~Q(feed="") & Q(fed_by__in=["api", "folder"]),
                name="import_fed_says_how",
                violation_error_message="What came by itself says of which feed, and how.",
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def read_as(self) -> str:
        """The preset or kept mapping that the mapping began with."""
        sort, _, name = self.mapping_name.partition(":")
        return self.kept_name if sort == "kept" else name

    @property
    def path(self) -> Path:
        return Path(self.file.path)

    @property
    def joined_path(self) -> Path | None:
        return Path(self.joined_file.path) if self.joined_file else None

    def take_files(self) -> list[str]:
        """Names of the uploads, which it has no longer; whoever saves it deletes them after."""
        names = [each.name for each in (self.file, self.joined_file) if each.name]
        self.file = self.joined_file = ""
        return names

    @property
    def is_working(self) -> bool:
        return self.state in (self.State.TRYING, self.State.IMPORTING)

    @property
    def may_begin(self) -> bool:
        """Whether it can be imported, for the first time or on from where it stopped."""
        waits = self.state in (self.State.DRAFT, self.State.TRIED, self.State.FAILED)
        return waits and bool(self.file)

    @property
    def is_open(self) -> bool:
        """Whether its mapping may still change: nothing of it was imported yet."""
        return self.may_begin and not self.changes.exists()

    @property
    def can_be_undone(self) -> bool:
        """Whether something of it is in. A command that was killed says no end of itself."""
        is_carried = self.is_working and bool(self.file)
        return not is_carried and self.state != self.State.UNDONE and self.changes.exists()

    @property
    def created_rows(self) -> int:
        return self._rows("created")

    @property
    def updated_rows(self) -> int:
        return self._rows("updated")

    @property
    def unchanged_rows(self) -> int:
        return self._rows("unchanged")

    @property
    def rejected_row_count(self) -> int:
        return self._rows("rejected")

    def _rows(self, outcome: str) -> int:
        """Rows of the file with that outcome, of all its kinds together."""
        return sum(result[outcome] for result in self.results)


class Change(models.Model):
    """What one chunk of an import did to the objects of one model, to be taken back."""

    found = models.ForeignKey(Import, models.CASCADE, related_name="changes")
    model = models.CharField(max_length=100, help_text="As app_label.modelname.")
    columns = models.JSONField(default=list, help_text="What the digests cover.")
    created = models.JSONField(
        default=dict, help_text="Primary key -> what the object looked like then, as a digest."
    )
    updated = models.JSONField(
        default=dict,
        encoder=DjangoJSONEncoder,
        help_text="Primary key -> the digest after, and the attributes before.",
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.model}: {len(self.created)} created, {len(self.updated)} updated"


class RejectedRow(models.Model):
    """One row that was not imported: where it stands, what is wrong, what would be right."""

    found = models.ForeignKey(Import, models.CASCADE, related_name="rejected_rows")
    kind = models.CharField(max_length=20)
    row = models.PositiveIntegerField(help_text="As a spreadsheet numbers it: the first is 1.")
    column = models.TextField(blank=True)
    value = models.TextField(blank=True)
    reason = models.TextField()
    fix = models.TextField(blank=True)
    cells = models.JSONField(
        default=list,
        help_text="Pairs of column and text: JSON of PostgreSQL keeps no order of keys.",
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"


class KeptMapping(models.Model):
    """A mapping under a name, for the next file of the same sort."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="kept_mappings")
    name = models.CharField(max_length=60)
    text = models.TextField(help_text="As a mapping file (TOML).")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "name"],
                name="kept_mapping_name_once",
                violation_error_message="Another mapping has this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name
