"""Names that landed migrations import; the calendar itself is in company/calendar.py."""

from company.calendar import OptionalQuarterField, QuarterField, quarter_of

__all__ = ["OptionalQuarterField", "QuarterField", "quarter_of"]
