"""What an engineer-week is made of: 5 days of 8 hours."""

MINUTES_PER_DAY = 480
MINUTES_PER_WEEK = 5 * MINUTES_PER_DAY
