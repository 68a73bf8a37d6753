"""One document as it is sent: the words that leave the process, the pieces they are cut into, and the way back. Pure.

A masked document is cut, shown and proved as it is masked; what comes of a piece is told in the words of the real one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from notesight.extractors.openai.masking import Mask
from notesight.extractors.openai.pieces import cut, place
from notesight.grounding import Haystack

if TYPE_CHECKING:
    from notesight.candidates import Candidates
    from notesight.extractors.openai.pieces import Piece
    from notesight.model import Document, Owner


class Sending:
    """``document`` and ``owner`` as a model is told of them, of which ``pieces`` and ``haystack`` are; ``real`` is what we have.

    The same document, owner and ``mask`` give the same words and pieces.
    """

    def __init__(self, document: Document, owner: Owner, *, mask: bool) -> None:
        self.real = document
        self._mask = Mask(document, owner) if mask else None
        self.document, self.owner = (self._mask.document, self._mask.owner) if self._mask else (document, owner)
        self.haystack = self._mask.haystack if self._mask else Haystack(document.text)
        self.pieces = cut(self.document)

    def place(self, piece: Piece) -> tuple[int, int]:
        """From where to where a piece reaches in the real text, without what it has from the one before."""
        start, end = place(piece)
        if self._mask is None:
            return start, end
        span = self._mask.span(start, end)
        return span.start, span.end

    def told(self, words: str) -> str:
        """Words of the real document as the model is told them."""
        return self._mask.label(words) if self._mask else words

    def restored(self, candidates: Candidates) -> Candidates:
        """Candidates of what was sent, in the words and at the places of the real document."""
        return self._mask.restored(candidates) if self._mask else candidates
