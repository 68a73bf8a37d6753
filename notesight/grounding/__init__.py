"""Prove what an extractor proposed: every quote becomes a span of the document, or a rejection with its reason.

Pure. White space, quote marks, dashes, capitals, soft hyphens, asterisks and the mail's ``>`` marks are matched with
tolerance; what is kept is always the document's own words: ``document.text[start:end] == quote``.
"""

from __future__ import annotations

from notesight.candidates import Candidates
from notesight.grounding.haystack import Haystack
from notesight.grounding.proof import LONGEST_SUMMARY, MOST_ITEMS, MOST_PEOPLE, SAME, Proof
from notesight.model import Document, Extraction, Owner

__all__ = ["LONGEST_SUMMARY", "MOST_ITEMS", "MOST_PEOPLE", "SAME", "Haystack", "failed_quotes", "ground"]


def failed_quotes(candidates: Candidates, document: Document, haystack: Haystack | None = None) -> list[str]:
    """The quotes and mentions that do not stand in the document, in the order proposed: what a re-ask names.

    ``haystack`` is that of the document's text, for whoever asks several times.
    """
    haystack = haystack or Haystack(document.text)
    said = [item.quote for item in candidates.items]
    said += [each.quote for each in candidates.introductions]
    said += [each.quote for each in candidates.outcomes]
    quotes = [quote for quote in said if not haystack.find(quote)]
    mentions = [mention for person in candidates.people for mention in person.mentions]
    return list(dict.fromkeys((*quotes, *(m for m in mentions if not haystack.find(m, whole_words=True)))))


def ground(candidates: Candidates, document: Document, owner: Owner) -> Extraction:
    """Prove candidates against their document.

    A person needs at least one mention that stands in the text as whole words, and a name made of words of the text; the
    owner is never an entry. An item needs its quote in words that somebody wrote, not in a header or a signature. ``due``
    is resolved against the day of the part that holds the quote.
    """
    return Proof(document, owner).extraction(candidates)
