"""What happened is never changed: the database lets records be added and nothing else."""

from django.db import migrations

from workflows.models.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("workflows", "0013_quieted")]

    operations = [AppendOnly("Record")]
