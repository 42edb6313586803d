"""Amounts in another currency than the product's, converted at a rate that the mapping declares."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from imports.fields import Type
from imports.files.table import Row
from imports.problems import BadValue
from imports.values import numbers
from imports.values.cells import CellReader, Notation, parser_of

# The field that says in which currency a row's amounts are.
CURRENCY = "currency"
MOST = Decimal(10) ** 12


@dataclass
class Rates:
    """What one unit of each other currency is worth in the product's; and what was converted."""

    own: str
    declared: Mapping[str, Decimal]
    converted: Counter[str] = field(default_factory=Counter)

    def codes(self) -> tuple[str, ...]:
        return (self.own, *self.declared)

    def code_of(self, text: str) -> str:
        """The currency that a text names, or the product's. Raises BadValue."""
        code = text.strip().upper() or self.own
        if code not in self.codes():
            raise BadValue(
                f"{text!r} is not {self.own}, and the mapping declares no rate for it",
                f"Declare its rate under [rates], or convert it to {self.own} first.",
            )
        return code

    def convert(self, amount: Decimal, code: str) -> Decimal:
        """The amount in the product's currency, to the cent, half up. Raises BadValue."""
        if code == self.own or not amount:
            return amount
        self.converted[code] += 1
        found = (amount * self.declared[code]).quantize(numbers.CENT, ROUND_HALF_UP)
        if abs(found) >= MOST:
            raise BadValue(f"{amount} {code} is too large", "Is its rate right? See [rates].")
        return found

    def sentences(self) -> list[str]:
        """Return a sentence for each currency: how many amounts were converted, at which rate."""
        return [
            f"{n:,} {'amount was' if n == 1 else 'amounts were'} converted from {code}"
            f" at {self.declared[code]} {self.own}."
            for code, n in sorted(self.converted.items())
        ]


@dataclass(frozen=True)
class MoneyReader:
    """Reads a field of money by the currency that its row, or the amount itself, names."""

    by_code: Mapping[str, CellReader]
    currency: CellReader | None
    rates: Rates

    def read(self, row: Row) -> Decimal:
        """The amount in the product's currency. Raises BadValue."""
        written = self.currency.read(row) if self.currency else ""
        code = self.rates.code_of(str(written or ""))
        text, _ = self.by_code[code].text(row)
        named = numbers.currencies_in(text)
        if named is not None and code not in named:
            known = [each for each in self.rates.codes() if each in named]
            # Of a sign that several share, none can be chosen.
            code = known[0] if not written and len(known) == 1 else code
        amount = self.by_code[code].read(row)
        return self.rates.convert(Decimal(str(amount or 0)), code)


def money_readers(
    cells: Sequence[CellReader], notation: Notation, rates: Rates
) -> dict[str, MoneyReader]:
    """For each field of money, how it is read in any currency that has a rate."""
    currency = next((cell for cell in cells if cell.field.name == CURRENCY), None)

    def priced_in(cell: CellReader, code: str) -> CellReader:
        plain = replace(notation, unit="", currency=code)
        return replace(cell, parse=parser_of(cell.field, plain))

    return {
        cell.field.name: MoneyReader(
            {code: priced_in(cell, code) for code in rates.codes()}, currency, rates
        )
        for cell in cells
        if cell.field.type is Type.MONEY
    }
