"""How real reviews are distributed, as numbers; the demo's invented ones are drawn from them.

Counted from 4,143 published reviews of 541 drugs on druglib.com (UCI Machine Learning Repository,
"Drug Review Dataset (Druglib.com)"): how well it works, against how bad the side effects are.
"""

from __future__ import annotations

JOINT = (
    (106, 98, 57, 29, 39),
    (27, 70, 71, 52, 43),
    (39, 96, 175, 158, 104),
    (44, 116, 274, 485, 319),
    (39, 111, 273, 625, 693),
)
"""JOINT[efficacy - 1][tolerability - 1]: the number of reviews; 5 is best on both."""

RATERS = (74, 58, 46, 38, 32, 29, 24, 21, 17, 14, 12, 10, 9, 8, 7, 6, 5, 5, 4, 3)
"""Reviews a drug, falling as they do there, thinned to the demo's number of drugs."""

COMMENT_SHARE = 6
"""One comment to so many ratings."""
