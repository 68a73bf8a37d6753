"""Whether what one wants is what another gives: asks and offers laid side by side, with the reason in words.

Pure, in English, and without a model: a lexicon of what people do, lend and give (``trades.txt``) tells what a text is about;
what two texts share is weighed by where it stands and how much it tells. :func:`sense` reads a text, :func:`fit` weighs
two. Terms: a *topic* is one thing that somebody needs and another one has; the *head* of an ask or an offer is its quote
and its summary, *around* are the sentences beside it.
"""

from notesight.matching.fitting import CUT_OFF, JOB, SURE, Fit, Side, about, fit, likely
from notesight.matching.knowing import known_for
from notesight.matching.lexicon import Sense, fingerprint, sense, topic, trades
from notesight.matching.meaning import FEWEST, standing_out
from notesight.matching.surroundings import around
from notesight.matching.words import words_in

__all__ = [
    "CUT_OFF",
    "FEWEST",
    "JOB",
    "SURE",
    "Fit",
    "Sense",
    "Side",
    "about",
    "around",
    "fingerprint",
    "fit",
    "known_for",
    "likely",
    "sense",
    "standing_out",
    "topic",
    "trades",
    "words_in",
]
