"""Invented comments, neutral of any drug. Nobody wrote them about a patient."""

from __future__ import annotations

COMMENTS = (
    "(Invented) Start low and explain the first two weeks; most of mine stayed on it after that.",
    "(Invented) Works as the label says. The pharmacy was out of stock twice this winter.",
    "(Invented) Good effect, but I see more fatigue than I expected.",
    "(Invented) I check renal function before and after four weeks; no surprises so far.",
    "(Invented) Patients ask for it by name. Cover is the problem, not the drug.",
    "(Invented) Not my first choice in the elderly: two falls, cause unclear.",
    "(Invented) The once-a-day form made the difference for adherence.",
    "(Invented) Reliable. Nausea in the first days, gone within a week in most.",
    "(Invented) Weak effect at the starting dose; I titrate earlier than I used to.",
    "(Invented) Mixed picture: a third do very well, a third stop early.",
    "(Invented) Interactions need care; I ask the pharmacist to look over the list.",
    "(Invented) Easy to use, and cheap where I work.",
    "(Invented) I would wish for better data in heart failure.",
    "(Invented) Stopping needs a slow taper, and telling them so at the start.",
    "(Invented) Fine for most, but watch the blood pressure in the first month.",
    "(Invented) Patients notice the effect before I can measure it.",
)
