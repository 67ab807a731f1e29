"""The engine: states, records, deadlines, escalation policies, calendars. Knows no mentoring."""
