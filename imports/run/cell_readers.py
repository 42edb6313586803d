"""A kind's fields in the table at hand: which cell each is read from, and how."""

from collections.abc import Mapping as Meant
from dataclasses import replace
from functools import partial

from msgspec import structs

from company.models import Product
from imports.fields import Field, Type
from imports.files.table import Row, Table, fold
from imports.guess import evidence
from imports.kinds import Kind
from imports.mapping.columns import Joined, listed
from imports.mapping.interpretations import without_signs
from imports.mapping.schema import PERCENT, Mapping, Part
from imports.mapping.table_columns import Columns, Place, all_columns, columns_listed
from imports.problems import BadMapping, BadValue
from imports.values.cells import CellReader, Notation, Parse, parser_of
from imports.values.percents import percent

# Fields of minutes may stand in a file without a mapping under the name of their unit.
UNIT_COLUMNS = ("weeks", "days", "hours", "minutes", "seconds")


def matched_by_name(kind: Kind, part: Part, table: Table) -> Part:
    """`part` with the columns that bear the names of fields, and the unit if one bears it."""
    columns, unit = {}, part.unit
    for field in fields_read(kind, part):
        units = UNIT_COLUMNS if field.type is Type.MINUTES and field.required else ()
        for name in (*field.names, *units):
            if header := table.named(name):
                columns[field.name] = header
                unit = fold(name) if name in units else unit
                break
    key = part.key or ((header,) if (header := table.named("key")) else ())
    return structs.replace(part, key=key, columns=columns, unit=unit)


def found_date_form(kind: Kind, part: Part, columns: Columns, table: Table) -> str:
    """The order of day and month that the whole file shows in its columns of dates, or none."""
    dated = [
        part.columns[field.name]
        for field in kind.fields
        if field.type is Type.DATE and field.name in part.columns
    ]
    names = {name for source in dated for name in Place(columns, source).columns}
    found = evidence.date_form(table.texts(names))
    return found.value if found else ""


def fields_read(kind: Kind, part: Part) -> list[Field]:
    """The fields that the part can be about: some speak of split effort alone."""
    return [field for field in kind.fields if field.when_split in (None, part.split)]


class CellReaders:
    """Compiles the fields of one kind, by one part of a mapping, for one table."""

    def __init__(
        self, kind: Kind, mapping: Mapping, part: Part, table: Columns, product: Product
    ) -> None:
        self.kind, self.part, self.table = kind, part, table
        self.notation = Notation(
            part.date_form,
            mapping.decimal_sign,
            part.unit,
            part.weeks_per_point,
            product.currency,
            product.time_zone,
        )
        self._fields = fields_read(kind, part)
        self.where = f"{mapping.name} [{kind.name}]" if mapping.name else f"Importing {kind.name}"

    def cells(self) -> list[CellReader]:
        """One cell for each field that the mapping gives. Raises BadMapping and Unreadable."""
        self._check_names()
        cells = [cell for field in self._fields if (cell := self._cell(field))]
        given = {cell.field.name for cell in cells}
        by_key = self.kind.key_suffices and bool(self.part.key)
        for field in self._fields:
            if field.required and field.name not in given and not by_key:
                source = self.part.columns.get(field.name)
                looked_for = f", none of {listed(source)}" if source else ""
                raise self._missing(f"no column for {field.name} ({field.help}){looked_for}")
        return cells

    def _check_names(self) -> None:
        part = self.part
        blanks = [name for each in part.leave_blank for name in each.fields]
        settled = (*part.next_anniversary, *part.combine, *blanks)
        for name in (*part.columns, *part.constants, *part.values, *settled):
            if self.kind.field(name) is None:
                known = ", ".join(field.name for field in self.kind.fields)
                raise BadMapping(f"{self.where}: {name!r} is no field. Fields: {known}.")
        for field in self.kind.fields:
            if field.required and field.name in blanks:
                raise BadMapping(
                    f"{self.where}: {field.name} is needed in every row and cannot be left blank."
                    " Leave those rows out instead."
                )
            if field.name in part.next_anniversary and field.type is not Type.DATE:
                raise BadMapping(f"{self.where}: next_anniversary: {field.name} is no date.")
            if way := part.combine.get(field.name):
                self._check_combines(field, way)

    def _check_combines(self, field: Field, way: str) -> None:
        can = {Type.MONEY: ("sum",), Type.DATE: ("earliest", "latest")}.get(field.type, ())
        if way not in can:
            known = ", ".join(can) or "nothing: the first row counts"
            raise BadMapping(f"{self.where}: combine.{field.name} = {way!r}. It can be {known}.")

    def key(self) -> Place | None:
        """Where a row's key stands; None where it has none. Raises BadMapping."""
        if not self.part.key:
            return None
        place = Place(self.table, Joined(self.part.key))
        if not place.is_there:
            raise self._missing(f"no column for the key, none of {self.part.key_label}")
        return place

    def known_by(self) -> tuple[str, ...]:
        """The columns by which rows without a key are told apart. Raises BadMapping."""
        choice = self.part.known_by or ()
        columns = all_columns(self.table, choice)
        if choice and not columns:
            raise self._missing(f"known_by: none of {listed(choice)}")
        return columns

    def _missing(self, what: str) -> BadMapping:
        columns = columns_listed(self.table)
        return BadMapping(f"{self.where}: {what}. The file's columns: {columns}.")

    def _cell(self, field: Field) -> CellReader | None:
        """The field's cell; None where the mapping or the file has nothing for it."""
        constant = self.part.constants.get(field.name, "")
        place = self._place(field)
        if place is None and field.name not in self.part.constants:
            return None
        cell = CellReader(
            field=field,
            place=place,
            constant=constant,
            map=_folded(self.part.values.get(field.name, {})),
            parse=self._parser(field, self.part.unit),
            by_column=self._by_column(field),
            listed_only=frozenset(all_columns(self.table, self.part.listed_only)),
        )
        self._check_constant(cell)
        return cell

    def _place(self, field: Field) -> Place | None:
        source = self.part.columns.get(field.name)
        if source is None:
            return None
        place = Place(self.table, source)
        return place if place.is_there else None

    def _parser(self, field: Field, unit: str) -> Parse:
        if unit == PERCENT and field.type is Type.MINUTES:
            return partial(percent, sign=self.notation.decimal_sign)
        return parser_of(field, replace(self.notation, unit=unit))

    def _by_column(self, field: Field) -> dict[str, Parse]:
        """How the columns with a unit of their own are read, their repetitions too."""
        if field.type is not Type.MINUTES:
            return {}
        return {
            column: self._parser(field, unit)
            for name, unit in self.part.units.items()
            for column in all_columns(self.table, (name,))
        }

    def _check_constant(self, cell: CellReader) -> None:
        if cell.place and not cell.constant:
            return
        try:
            CellReader(cell.field, None, cell.constant, cell.map, cell.parse, {}).read(Row(0, {}))
        except BadValue as bad:
            raise BadMapping(f"{self.where}: constant {cell.field.name}: {bad}") from None


def _folded(meanings: Meant[str, str]) -> dict[str, str]:
    """By each text in small letters what it means, and by the same without its signs."""
    exact = {text.strip().casefold(): meaning for text, meaning in meanings.items()}
    alike = {without_signs(text): meaning for text, meaning in exact.items()}
    return {text: meaning for text, meaning in alike.items() if text} | exact
