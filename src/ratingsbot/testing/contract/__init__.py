"""What every adapter must do with the real product behind it.

A test module of an adapter imports these names and provides the fixture `stage`, a `Stage`: its
platform's simulated world with the bot in it, and the product. Each test drives the bot as people
do, a command in, what is seen out, and asks the product only what people can't see.
"""

from ratingsbot.testing.contract.hostile import TestBadInput
from ratingsbot.testing.contract.looking import TestLookingUp
from ratingsbot.testing.contract.rating import TestRating
from ratingsbot.testing.contract.stage import Stage
from ratingsbot.testing.contract.verifying import TestVerifying

__all__ = ["Stage", "TestBadInput", "TestLookingUp", "TestRating", "TestVerifying"]
