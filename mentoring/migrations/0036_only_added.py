"""Who opened what, who changed the rules, what was published: added, and never changed."""

from django.db import migrations

from workflows.models.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("mentoring", "0035_breaches")]

    operations = [
        AppendOnly("AccessRecord"),
        AppendOnly("JournalEntry"),
        AppendOnly("CounsellingReport"),
    ]
