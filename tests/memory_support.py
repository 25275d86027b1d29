"""What the tests of the translation memory share: a memory in both databases, sentences by the thousand."""

import random
from datetime import UTC, datetime

from workbench.memory.units import Unit

WORDS = " ".join(
    (
        "the a of to in and was is for on said that by",
        "with from at it has will government minister people law river harvest council",
        "budget teacher school train station bridge winter spring letter market price garden doctor",
        "village museum painter concert violin archive record century castle border treaty parliament vote",
        "window kitchen copper iron silver engine farmer orchard apple pear honey bakery bread",
        "salt lantern harbour",
    )
).split()


def sentences(count, seed=1):
    """Sentences of common and rare words; some differ from an earlier one in a word or two."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        if made and number % 3 == 0:
            words = dice.choice(made).rstrip(".").split()
            for _ in range(dice.choice((1, 1, 2))):
                words[dice.randrange(len(words))] = dice.choice(WORDS)
        else:
            weights = [12 if place < 20 else 1 for place in range(len(WORDS))]
            words = dice.choices(WORDS, weights, k=dice.randrange(3, 25))
        made.append(" ".join(words) + ".")
    return made


def unit(source, target, **more):
    """An English–Ukrainian unit."""
    more = {"source_lang": "en", "target_lang": "uk"} | more
    return Unit(source, target, **more)


def day(number, hour=12):
    return datetime(2024, 5, number, hour, tzinfo=UTC)
