"""The calendar lives in company/calendar.py; landed migrations still name it here."""

from company.calendar import OptionalQuarterField, QuarterField, quarter_of

__all__ = ["OptionalQuarterField", "QuarterField", "quarter_of"]
