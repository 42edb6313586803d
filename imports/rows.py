"""Rows -> records: each cell read as its field's type, every fault of a row found at once."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from company.models import Product
from imports.cells import Cell, parser_of
from imports.headers import fold
from imports.kinds import Field, Kind, Record, Type
from imports.mapping import Mapping, Part
from imports.problems import BadMapping, BadValue, Problem, Unreadable
from imports.readers import Row, Table

LONGEST_KEY = 200
# Fields of minutes may stand in a file without a mapping under the name of their unit.
_UNIT_COLUMNS = ("weeks", "days", "hours", "minutes", "seconds")


class RowReader:
    """Reads the rows of one table as records of one kind, by one part of a mapping."""

    def __init__(self, kind: Kind, mapping: Mapping, table: Table, product: Product) -> None:
        part = mapping.part(kind.name)
        if not part.columns and not part.constants:
            part = matched_by_name(kind, part, table)
        self.kind, self.part, self.table = kind, part, table
        self._headers = {column: _header(table, column) for column in part.named_columns()}
        self._key = [self._headers[column] for column in part.key]
        self._rules = [
            (rule, table.repeats(self._headers[rule.column]), rule.special_for_column)
            for rule in part.rules
        ]
        self._cells = self._compile(mapping, product)

    @property
    def columns(self) -> dict[str, str]:
        """Field -> the file's column."""
        return {cell.field.name: cell.column for cell in self._cells if cell.column}

    def record(self, row: Row, warn: Callable[[str], None]) -> Record:
        """The row as a record, with a problem for each fault in it."""
        content = hashlib.sha256("\x1f".join(row.cells.values()).encode()).digest()
        record = Record(row, self._key_of(row), content, {})
        if row.surplus:
            record.problems.append(_surplus(row, self.table))
        for cell in self._cells:
            try:
                record.values[cell.field.name] = cell.read(row)
            except BadValue as bad:
                said = row.cells[cell.column] if cell.column else cell.constant
                name = cell.column or cell.field.name
                record.problems.append(Problem(name, said, bad.reason, bad.fix))
        self._check_key(record)
        self._shorten(record, warn)
        self._apply_rules(record)
        return record

    def _key_of(self, row: Row) -> str:
        return "/".join(row.cells[column].strip() for column in self._key) if self._key else ""

    def _check_key(self, record: Record) -> None:
        if not self._key:
            return
        column = ", ".join(self._key)
        if not record.key.replace("/", ""):
            fix = "Every row needs the key it is known by."
            record.problems.append(Problem(column, "", "the key is empty", fix))
        elif len(record.key) > LONGEST_KEY:
            fix = f"A key has at most {LONGEST_KEY} characters."
            record.problems.append(Problem(column, record.key[:80], "the key is too long", fix))

    def _shorten(self, record: Record, warn: Callable[[str], None]) -> None:
        for cell in self._cells:
            said, longest = record.values.get(cell.field.name), cell.field.longest
            if cell.field.may_be_cut and isinstance(said, str) and len(said) > longest:
                record.values[cell.field.name] = f"{said[: longest - 1].rstrip()}…"
                warn(f"row {record.row.number}: {cell.field.name} was cut to {longest} characters.")

    def _apply_rules(self, record: Record) -> None:
        """The first rule that fits says the slice, or for whom the row is special."""
        cells = record.row.cells
        for rule, columns, special_column in self._rules:
            if rule.fits(tuple(cells[column] for column in columns)):
                record.slice_key = rule.slice or None
                if special_column:
                    record.special_column = self._headers[special_column]
                    record.special_for = cells[record.special_column].strip()
                elif rule.special_for:
                    record.special_for = rule.special_for
                return

    def _compile(self, mapping: Mapping, product: Product) -> list[Cell]:
        kind, part = self.kind, self.part
        where = f"{mapping.name} [{kind.name}]" if mapping.name else f"Importing {kind.name}"
        given = {**part.columns, **part.constants}
        for name in (*given, *part.values):
            if kind.field(name) is None:
                known = ", ".join(field.name for field in kind.fields)
                raise BadMapping(f"{where}: {name!r} is no field. Fields: {known}.")
        for field in kind.fields:
            if field.required and field.name not in given:
                raise BadMapping(
                    f"{where}: no column for {field.name} ({field.help})."
                    f" The file's columns: {_listed(self.table)}."
                )
        return [self._cell(field, mapping, product) for field in kind.fields if field.name in given]

    def _cell(self, field: Field, mapping: Mapping, product: Product) -> Cell:
        part = self.part
        column = part.columns.get(field.name, "")
        cell = Cell(
            field=field,
            column=self._headers[column] if column else "",
            constant=part.constants.get(field.name, ""),
            map=dict(part.values.get(field.name, {})),
            parse=parser_of(field, part, mapping.decimal_sign, product),
        )
        if not cell.column:
            try:
                cell.read(Row(0, {}))
            except BadValue as bad:
                raise BadMapping(f"{mapping.name} constant {field.name}: {bad}") from None
        return cell


def matched_by_name(kind: Kind, part: Part, table: Table) -> Part:
    """`part` with the columns that bear the names of fields, and the unit if one bears it."""
    columns, unit = {}, part.unit
    for field in kind.fields:
        units = _UNIT_COLUMNS if field.type is Type.MINUTES and field.required else ()
        for name in (field.name, *field.aliases, *units):
            if header := table.named(name):
                columns[field.name] = header
                unit = fold(name) if name in units else unit
                break
    key = part.key or ((header,) if (header := table.named("key")) else ())
    return replace(part, key=key, columns=columns, unit=unit)


def _header(table: Table, column: str) -> str:
    found = table.named(column)
    if found is None:
        raise Unreadable(
            f"The file has no column {column!r}, which the mapping names."
            f" Its columns: {_listed(table)}."
        )
    return found


def _listed(table: Table) -> str:
    more = len(table.header) - 20
    return ", ".join(table.header[:20]) + (f" and {more} more" if more > 0 else "")


def _surplus(row: Row, table: Table) -> Problem:
    cells = len(table.header) + len(row.surplus)
    return Problem(
        column="(beyond the last column)",
        value=", ".join(row.surplus)[:200],
        reason=f"the row has {cells} cells and the header {len(table.header)} columns",
        fix="Quote cells that hold the delimiter, or take the surplus cells away.",
    )
