"""Whether words are what people say to each other, or what somebody notes about them."""

from __future__ import annotations

import re

_TO_YOU = re.compile(
    r"\b(?:i|i'?m|i'?ll|i'?ve|i'?d|you|you'?re|you'?ll|your|we|we'?re|we'?ll|we'?ve|let'?s|thanks|thank|hi|hello|hey|yes|yeah|yep|ok|okay"
    r"|sorry|bye|cheers|welcome|sure|exactly|agreed|great|right|good morning|good afternoon|please"
    r"|ich|mir|mich|du|dir|dich|wir|uns|ihr|danke|hallo|bitte|genau|klar|ja|nein|moin|tschüss"
    r"|je|moi|tu|toi|vous|nous|votre|merci|bonjour|salut|oui|d'accord|j'\w+|bonsoir"
    r"|yo|te|usted|nosotros|gracias|hola|vale|sí|claro|buenos días|puedes|tienes|estás|quieres|puedo|tengo|estoy|voy|creo"
    r"|io|ti|noi|voi|grazie|ciao|sì|certo|puoi|posso|sono|sei|hai|vuoi"
    r"|eu|você|vocês|nós|obrigad[oa]|oi|olá|sim|claro|pode|posso|vou|tudo bem"
    r"|ik|jij|je|jou|jullie|wij|ons|bedankt|hoi|graag|dank je|prima)\b|\?",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"(?:\W*(?:asked|asks|wants|wanted|needs|needed|said|says|told|to|offered|offers|promised|promises|looking"
    r"|knows|suggested|suggests|thinks"
    r"|works|worked|reported|reports|mentioned|mentions|agreed to"
    r"|presented|presents|called|sent|still|also|not yet|done|owes|prefers|likes|moved"
    r"|lives|runs|has|had|is|was|will|should|must)\b"
    r"(?! (?:you|we|i|it|that|this|there|the|they|he|she|anyone|anybody|everyone)\b))",
    re.IGNORECASE,
)
_ENDED = tuple('.?!…"”’)»—-。？！')
_FIRST_CHARS = 400


def share_spoken(turns: list[str]) -> float:
    """How many of some turns speak to somebody: "I", "you", a greeting, a question."""
    return sum(_TO_YOU.search(each[:_FIRST_CHARS]) is not None for each in turns) / len(turns) if turns else 0.0


def share_reports(turns: list[str]) -> float:
    """How many of some turns tell what somebody wants or said, as the lines of a note do."""
    return sum(_REPORTS.match(each[:60]) is not None for each in turns) / len(turns) if turns else 0.0


def share_sentences(turns: list[str]) -> float:
    """How many of some turns begin large and end as sentences do."""
    good = 0
    for each in turns:
        words = each.strip()
        first = next((c for c in words[:8] if c.isalnum()), "")
        good += bool(first) and not first.islower() and words.endswith(_ENDED)
    return good / len(turns) if turns else 0.0
