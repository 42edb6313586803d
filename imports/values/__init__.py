"""What a cell says: dates, numbers, money, durations, percentages."""
