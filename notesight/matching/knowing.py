"""What somebody is known to do: a trade or a craft that is named in a sentence about them, and is not what they look for."""

from __future__ import annotations

import re

from notesight.matching.lexicon import Sense, sense

_WANTS = re.compile(
    r"\b(?:needs?|needed|wants?|wanted|looking for|look for|searching|seeks?|seeking|after a|hunting|without a|lost (?:his|her|their)|"
    r"who knows|do (?:i|you|we) know|does anyone|anyone|anybody|recommend|could use|wishes|short of|asked (?:for|about|whether|if|me))\b|\?",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"\b(?:is|was|as|works?|worked|working|used to|does|did|runs?|ran|makes?|made|builds?|built|teach(?:es)?|taught|plays?|played|"
    r"speaks?|writes?|wrote|fix(?:es|ed)?|repairs?|repaired|knows? (?:about|how|her|his|all|everything)|good (?:at|with)|great (?:at|with)|"
    r"brilliant|aces?|expert|trained|retired|professional|studied|learn(?:ed|t)|owns?|grows?|keeps?|sells?|bakes?|cooks?|sews?|edits?|designs?|"
    r"shoots?|restores?|tunes?|coach(?:es)?|leads?|hobby|by trade|for a living|qualified|translates?|organises|organizes|does the)\b",
    re.IGNORECASE,
)


def known_for(sentence: str, *, role: bool = False) -> Sense | None:
    """What a sentence about somebody tells that they do, or ``None``; a ``role`` is all of it what they do."""
    if role:
        return sense(sentence)
    if _WANTS.search(sentence):
        return None
    found = sense(sentence)
    if found.doers or _DOES.search(sentence):
        return found
    return None
