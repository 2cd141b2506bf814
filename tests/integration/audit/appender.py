"""One of many processes that append to a log: some transactions roll back, and it may be killed at any time.

`python -m tests.integration.audit.appender SEED COUNT`; prints the number of entries after each commit. It
ends when its input does, so that who is to be killed has not ended before.
"""

import random
import sys

from config import Config
from inspect_app.app import create_app
from inspect_app.audit.log import Fact, append
from inspect_app.core.clock import utc_now
from inspect_app.core.context import SYSTEM, Context
from inspect_app.core.transaction import write_transaction


class ChangedMindError(Exception):
    """What a refused action does to its transaction."""


def change_mind(dice: random.Random) -> None:
    """A third of all transactions end in a refusal."""
    if dice.random() < 0.33:
        raise ChangedMindError


def main(seed: int, count: int) -> None:
    """COUNT transactions of one to three entries, a third of them rolled back."""
    dice, app = random.Random(seed), create_app(Config.from_env())
    with app.app_context():
        for _ in range(count):
            facts = [
                Fact(dice.choice([f"worker:{seed}", "shared"]), "noted") for _ in range(dice.randint(1, 3))
            ]
            try:
                with write_transaction():
                    append(Context(SYSTEM, utc_now()), facts)
                    change_mind(dice)
            except ChangedMindError:
                continue
            print(len(facts), flush=True)  # noqa: T201 - the parent counts
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
