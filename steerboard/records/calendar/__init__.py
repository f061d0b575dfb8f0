"""The calendar of activities: a month or a week of one person, as a grid on a desk and as an agenda on a phone."""
