"""One person, one place at a time: PostgreSQL refuses overlapping bookings that are not released."""

from django.db import migrations

from mentoring.models.exclusion import ExcludeOverlap


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0002_relationships_and_sessions")]

    operations = [
        ExcludeOverlap(
            model_name="booking",
            name="no_double_booking",
            same="person_id",
            between=("starts", "ends"),
            condition="released_at IS NULL",
        )
    ]
