"""Rows -> records: each cell read as its field's type, every fault of a row found at once."""

import hashlib
from functools import cached_property

from msgspec.structs import replace

from company.calendar import thursday_of, today
from company.models import Product
from imports.files.table import Row, Table
from imports.kinds import Kind, Record
from imports.mapping.columns import listed
from imports.mapping.conditions import Calendar, TableCondition, TableRule
from imports.mapping.interpretations import SLICE, UNSORTED, Interpretation
from imports.mapping.schema import AUTO, Mapping
from imports.mapping.table_columns import Columns, all_columns
from imports.problems import BadValue
from imports.run.aggregation import Aggregates
from imports.run.cell_readers import CellReaders, found_date_form, matched_by_name
from imports.run.effort_splitting import EffortSplit
from imports.run.result import Result
from imports.run.team_percents import TeamPercents
from imports.run.work_logs import LOGGED, Log, WorkLogs, one_for_each_log, unread_logs_in
from imports.values.cells import CellReader, NoTime
from imports.values.dates import next_anniversary
from imports.values.rates import CURRENCY, Rates, money_readers

LONGEST_KEY = 200


class RowReader:
    """Reads the rows of one table as records of one kind, by one part of a mapping."""

    def __init__(self, kind: Kind, mapping: Mapping, table: Table, product: Product) -> None:
        part, names = mapping.part(kind.name), Columns(table, mapping.other_names)
        if not part.columns and not part.constants:
            part = matched_by_name(kind, part, table)
        if part.date_form == AUTO:
            part = replace(part, date_form=found_date_form(kind, part, names, table))
        self.kind, self.part, self.table, self._names = kind, part, table, names
        readers = CellReaders(kind, mapping, part, names, product)
        self._key, self._known_by = readers.key(), readers.known_by()
        self._cells = readers.cells()
        self.rates = Rates(product.currency, mapping.rates)
        self._amounts = money_readers(self._cells, readers.notation, self.rates)
        self._cut = [cell for cell in self._cells if cell.field.may_be_cut]
        self._interpreted = [cell for cell in self._cells if cell.has_default]
        sorts_by = part.sorting_column
        self._sorts_by = all_columns(names, sorts_by) if sorts_by else ()
        self._today = today(product)
        calendar = Calendar(self._today, product.time_zone, part.date_form)
        logs = () if part.split else part.work_logs or ()
        self._logs = WorkLogs(names, logs, part.date_form, product.time_zone)
        self._product = product
        self._ahead: Aggregates | EffortSplit | None = None
        self._percents = TeamPercents(kind, part, product)
        self._sorters = [TableRule(names, rule, calendar) for rule in part.rules]
        self._leave_out = [
            TableCondition(names, each.tests, calendar)
            for each in part.leave_out
            if not (part.split and each.unless_split)
        ]
        self._leave_blank = [
            (TableCondition(names, each.tests, calendar), each.fields) for each in part.leave_blank
        ]

    @cached_property
    def unread_logs(self) -> str:
        """A sentence on the columns that hold work logs and are not read; "" without any."""
        if self.kind.name != "effort" or self.part.split:
            return ""
        return unread_logs_in(self.table, self._logs.columns)

    @cached_property
    def columns(self) -> dict[str, str]:
        """Return by field the file's column, the first of several."""
        return {cell.field.name: cell.place.columns[0] for cell in self._cells if cell.place}

    def records(self, row: Row, notes: Result) -> list[Record]:
        """The row as a record, with a problem for each fault in it.

        None where the row is left out; one for each entry where it holds a work log.
        """
        records = self._read(row, notes)
        if self._ahead is None or not records:
            return records
        # Neither gives several records for a row that was read by itself.
        found = self._ahead.settle(records[0])
        if isinstance(found, str):
            notes.leave_out(found)
            return []
        return found

    def read_ahead(self) -> None:
        """Let rows know of each other, where they are combined or split: reads the whole table.

        Call it before each walk over the rows.
        """
        ahead: Aggregates | EffortSplit | None = None
        if self.part.combine:
            ahead = Aggregates(self.part.combine)
        elif self.part.split:
            label = self.part.key_label
            ahead = EffortSplit(self.kind, self._product, self._today, label, self.columns)
        if ahead:
            # What is to be said is said when the rows are imported.
            unheard = Result()
            ahead.count(each for row in self.table.rows() for each in self._read(row, unheard))
        self._ahead = ahead
        self.rates.converted.clear()

    def _read(self, row: Row, notes: Result) -> list[Record]:
        if row.is_summary:
            notes.leave_out(f"row {row.number} only sums up the others")
            return []
        for condition in self._leave_out:
            if condition.fits(row.cells):
                notes.leave_out(condition.reason(row.cells))
                return []
        record = Record(row, self._key_of(row), self._content_of(row), {})
        if row.surplus:
            _reject_surplus(record, len(self.table.header))
        logs = self._logs_of(record)
        if not self._fill(record, logged=bool(logs)) and self.part.leave_out_no_time:
            notes.leave_out("no time")
            return []
        self._percents.take(record, self.columns.get("team", "team"))
        self._shorten(record, notes)
        self._sort(record)
        self._tell_meanings(record, notes)
        records = [record] if record.problems or not logs else one_for_each_log(record, logs)
        for each in records:
            self._check_key(each)
            self._move_days(each)
        return records

    def _logs_of(self, record: Record) -> list[Log]:
        try:
            return self._logs.read(record.row.cells)
        except BadValue as bad:
            record.reject(listed(self.part.work_logs), "", bad.reason, bad.fix)
            return []

    def _content_of(self, row: Row) -> bytes:
        """A digest of what the row is known by where it has no key."""
        cells = row.cells
        texts = [cells[column] for column in self._known_by] if self._known_by else cells.values()
        return hashlib.sha256("\x1f".join(texts).encode()).digest()

    def _key_of(self, row: Row) -> str:
        return self._key.find(row.cells)[0] if self._key else ""

    def _fill(self, record: Record, *, logged: bool) -> bool:
        """Read every field. Returns False where time must be spent and the row has none.

        Where time was logged, the logs say when and how much.
        """
        blank = self._blank_fields(record.row) if self._leave_blank else ()
        has_time = True
        for cell in self._cells:
            if logged and cell.field.name in LOGGED:
                continue
            if cell.field.name in blank:
                record.values[cell.field.name] = cell.field.blank
                continue
            try:
                reader = self._amounts.get(cell.field.name, cell)
                record.values[cell.field.name] = reader.read(record.row)
                if cell.field.first_known and cell.place and len(cell.place.columns) > 1:
                    record.others[cell.field.name] = cell.other_texts(record.row)
            except BadValue as bad:
                has_time = has_time and not isinstance(bad, NoTime)
                _reject_cell(record, cell, bad)
        record.values.pop(CURRENCY, None)
        return has_time

    def _blank_fields(self, row: Row) -> set[str]:
        fitting = (names for each, names in self._leave_blank if each.fits(row.cells))
        return {name for names in fitting for name in names}

    def _check_key(self, record: Record) -> None:
        if self._key is None or 0 < len(record.key) <= LONGEST_KEY:
            return
        reason, fix = "the key is too long", f"A key has at most {LONGEST_KEY} characters."
        if not record.key:
            reason, fix = "the key is empty", "Every row needs the key it is known by."
        record.reject(self.part.key_label, record.key[:80], reason, fix)

    def _move_days(self, record: Record) -> None:
        for name in self.part.next_anniversary:
            if day := record.values.get(name):
                record.values[name] = next_anniversary(day, self._today)
        if self.part.weekly and (day := record.values.get("date")):
            record.values["date"] = thursday_of(day)

    def _shorten(self, record: Record, notes: Result) -> None:
        for cell in self._cut:
            text, longest = record.values.get(cell.field.name), cell.field.longest
            if isinstance(text, str) and len(text) > longest:
                record.values[cell.field.name] = f"{text[: longest - 1].rstrip()}…"
                notes.warn(
                    f"row {record.row.number}: {cell.field.name} was cut to {longest} characters."
                )

    def _tell_meanings(self, record: Record, notes: Result) -> None:
        """Tell what each choice was taken for, and that no rule names what would sort the row."""
        for cell in self._interpreted:
            notes.meanings.note(cell.interpretation(record.row))
        is_sorted = record.verdict.special_for is not None or record.slice
        if self._sorts_by and not is_sorted:
            text = next((t for c in self._sorts_by if (t := record.row.cells[c].strip())), "")
            notes.meanings.note(Interpretation(SLICE, text, UNSORTED, fell=True))

    def _sort(self, record: Record) -> None:
        """The first rule that fits says the slice, or for whom the row is special."""
        for sorter in self._sorters:
            if verdict := sorter.verdict(record.row.cells):
                record.verdict = verdict
                return


def _reject_cell(record: Record, cell: CellReader, bad: BadValue) -> None:
    text, column = cell.text(record.row)
    value = record.row.cells.get(column, text)
    record.reject(column or cell.field.name, value, bad.reason, bad.fix)


def _reject_surplus(record: Record, columns: int) -> None:
    surplus = record.row.surplus
    reason = f"the row has {columns + len(surplus)} cells and the header {columns} columns"
    fix = "Quote cells that hold the delimiter, or take the surplus cells away."
    record.reject("(beyond the last column)", ", ".join(surplus)[:200], reason, fix)
