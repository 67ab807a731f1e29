"""The browsers a user is signed in with, so that they can be seen and signed out from afar."""

import uuid

from django.db import models

from accounts.models.user import User


class Visit(models.Model):
    """One signed-in browser. Its limits are held by accounts.visits; the address is not kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="visits")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    shared = models.BooleanField(default=False)
    agent = models.CharField(max_length=60, blank=True)
