"""Whatever happens, the engine does exactly what the model does.

MODEL_EXAMPLES says how many lives are lived, MODEL_SEED which (it is printed when one fails).
"""

import os
import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, note, seed, settings

from tests.model.life import Life, lives

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "50"))
SEED = int(os.environ.get("MODEL_SEED", "0")) or random.randrange(1, 10**6)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@seed(SEED)
@given(drawn=lives(50))
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_the_engine_lives_as_the_model_does(drawn):
    note(f"MODEL_SEED={SEED}")
    with transaction.atomic():
        Life().live(drawn)
        transaction.set_rollback(True)
