"""Seeded choices, the only source of chance."""

import random


class Draw:
    """Seeded choices. `turn` uses up a whole list before it repeats an item of it."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.decks = {}

    def turn(self, name, items):
        deck = self.decks.setdefault(name, [])
        if not deck:
            deck.extend(items)
            self.rng.shuffle(deck)
        return deck.pop()

    def one(self, items):
        return self.rng.choice(items)

    def chance(self, percent):
        return self.rng.randrange(100) < percent

    def below(self, limit):
        return self.rng.randrange(limit)

    def kind(self, name, kinds):
        return self.turn(name, [make for weight, make in kinds for _ in range(weight)])
