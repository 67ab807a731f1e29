"""What a process has loaded once it works stays: garbage need not be looked for in it again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def settle() -> None:
    """Call it once where a process begins to work for long, before it forks others.

    A full collection walks through everything that lives, some 100 ms for what Django has loaded,
    and a sweep of hundreds of deadlines would ask for one every few batches.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def undisturbed() -> Iterator[None]:
    """For a batch whose rows are all needed until its end: there is no garbage among them yet."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
