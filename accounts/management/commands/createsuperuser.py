"""Django's own command; who becomes a superuser stands in the journal as well."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction

from accounts import hooks
from accounts.clock import now
from accounts.models import User


class Command(createsuperuser.Command):
    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        before = list(User.objects.filter(is_superuser=True).values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True).exclude(pk__in=before):
            facts = {"is_superuser": True}
            hooks.tell(
                hooks.RightsChange(hooks.RIGHTS_CHANGED, str(user.uid), facts, user, None, now())
            )
