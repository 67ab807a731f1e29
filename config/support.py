"""The support screens as one site: keys that are sent to them are looked at before Django does."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]
KEY = re.compile(r"[0-9]{1,18}|[0-9a-f-]{32,36}", re.ASCII)


class SupportSite(AdminSite):
    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(_of_sound_keys(view), cacheable)


def _of_sound_keys(view: View) -> View:
    """Rows chosen for an action are named by keys; Django would fail on anything else."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not all(map(KEY.fullmatch, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest
        return view(request, *args, **named)

    return answer
