"""About what a document would take if it were sent: for looking before paying. Nothing is sent here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notesight.extractors import Estimate
from notesight.extractors.openai import prices, tokens, wire
from notesight.extractors.openai.sending import Sending

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notesight.extractors.openai.prices import Price
    from notesight.extractors.openai.prompt import Prompt
    from notesight.model import Document, Owner, Piece

_ANSWER = 100
"""Tokens of an answer that says little."""
_DENSE = 400
"""Of so many tokens of text, an answer has about as many; a longer text says less in its words."""
_SPARSE = 0.3


def estimate(
    document: Document,
    prompt: Prompt,
    owner: Owner,
    price: Price | None,
    earlier: Sequence[Piece] = (),
    *,
    mask: bool = False,
) -> Estimate:
    """Calls, tokens and money for the pieces of a document that are not among ``earlier``; nothing for a private one."""
    if document.private:
        return Estimate()
    known = {(piece.start, piece.end) for piece in earlier if piece.answer is not None}
    calls = sent = answered = 0
    sending = Sending(document, owner, mask=mask)
    for piece in sending.pieces:
        if sending.place(piece) not in known:
            messages = prompt.messages(sending.document, piece, sending.owner)
            text = tokens.estimate(sending.document.text[piece[0].start : piece[-1].end])
            calls += 1
            sent += tokens.of_request({"messages": messages, "response_format": wire.strict_schema()})
            answered += _ANSWER + min(text, _DENSE) + int(_SPARSE * max(0, text - _DENSE))
    return Estimate(calls, sent, answered, None if price is None else prices.cost(price, sent, answered))
