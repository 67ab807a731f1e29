"""The form of a policy shows every shipped one and gives it back as it was."""

import pytest
from django.http import QueryDict

from mentoring.portal.forms.policy import MOST_STEPS, PolicyForm
from mentoring.queries.policies import clock
from mentoring.services import defaults

SHIPPED = {code: one for code, one in defaults.shipped_policies().items() if clock(code)}


def filled_in(form, policy):
    """As a browser sends the form back."""
    data = QueryDict(mutable=True)
    for part in (form.head, *form.steps):
        for bound in part:
            value = bound.value()
            data.setlist(bound.html_name, value if isinstance(value, list) else [value or ""])
            if value == 0:
                data[bound.html_name] = "0"
    data["reason"] = policy.source_label
    return data


@pytest.mark.parametrize("code", SHIPPED)
def test_nothing_of_a_shipped_policy_is_lost_in_its_form(code):
    policy = SHIPPED[code]
    data = filled_in(PolicyForm(clock(code), policy), policy)
    again = PolicyForm(clock(code), policy, data)
    assert again.is_valid(), [one.errors for one in (again.head, *again.steps)]
    assert again.policy() == policy


def test_a_policy_has_only_so_many_steps():
    policy = SHIPPED["answer_offer"]
    form = PolicyForm(clock("answer_offer"), policy)
    for _more in range(MOST_STEPS):
        form.add()
    assert (len(form.steps), form.full) == (MOST_STEPS, True)
