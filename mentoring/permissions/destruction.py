"""Who sees a destruction of old records (class B): who answers for data, and who approves it.

Which records it is about stands on no page; of one person's it is not said how many cases.
"""

from django.utils.translation import gettext_lazy as _

from mentoring import keeping_rules
from mentoring.permissions.values import Resource, words

_ALL = words(
    "uid organisation rule person kinds counts proposed_at keep_reason keep_until number"
    " destroyed_at state version turn due transitions forecast history"
)

DESTRUCTION = Resource(
    label=_("Destruction of old records"),
    model="mentoring.Destruction",
    relations=keeping_rules.DESTRUCTION,
    see={"dpo": _ALL, "approver": _ALL},
    disclosure="B",
)
