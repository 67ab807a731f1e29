"""Whatever happens, the engine does exactly what the model does.

MODEL_EXAMPLES says how many lives are lived, MODEL_SEED which (it is printed when one fails).
"""

import faulthandler
import os
import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, note, seed, settings

from tests.model.life import Life, lives

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "50"))
SEED = int(os.environ.get("MODEL_SEED", "0")) or random.randrange(1, 10**6)

HANGS = 600  # seconds one life may take; a bound against hanging for ever, not a measurement

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@seed(SEED)
@given(drawn=lives(50))
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_the_engine_lives_as_the_model_does(drawn):
    note(f"MODEL_SEED={SEED}")
    faulthandler.dump_traceback_later(HANGS, exit=True)
    try:
        with transaction.atomic():
            Life().live(drawn)
            transaction.set_rollback(True)
    finally:
        faulthandler.cancel_dump_traceback_later()


ONCE_WRONG = {
    "handed over to somebody who pauses": [
        ("policy", "report", 1, ""),
        ("parcel", "ayu", "budi", "west", "", ""),
        *[("go", 0, 0, 0)] * 2,
        ("pause", ("person", "ayu"), 0, 200),
        *[("wait", 72), ("sweep",)] * 3,
    ],
    "an hour of the night behind a pause": [
        ("policy", "confirm", 0, ""),
        ("visit", "ayu", "budi", "west", 200),
        ("wait", 110),
        ("act", 0, "move", "right", "", 200, None),
        *[("pause", ("item", 0), begins, length) for begins, length in ((1, 20), (40, 10))],
        *[("wait", 60), ("sweep",)] * 3,
    ],
}


@pytest.mark.parametrize("drawn", ONCE_WRONG.values(), ids=ONCE_WRONG)
def test_a_life_that_once_went_wrong(drawn):
    Life().live(drawn)
