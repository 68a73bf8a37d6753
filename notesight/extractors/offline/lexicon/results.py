"""How people say that something has come of knowing somebody, as patterns over words in which every name is ``⟨number⟩``.

Groups: ``source`` from whom it came, ``whose`` who has it; where neither stands there it is whoever the lines are about.
"""

from __future__ import annotations

import re
from typing import Final

from notesight.extractors.offline.lexicon.introducing import N
from notesight.extractors.offline.lexicon.wordings import Wording

_WORK: Final = (
    r"(?:job|gig|commission|contract|assignment|booking|order|deal|slot|role|post|position|place|part|grant|residency|stall"
    r"|shift|shifts|flat|room|desk|studio|client|retainer|column|trial|interview|internship|apprenticeship|licence|bid|tender|pitch)"
)
MONEY: Final = r"[$£€]\d[^ ]*"
_SUM: Final = rf"(?:{MONEY}|\d[\d,.]*\d\d)"
"""A sum, also without its currency."""


_TO: Final = r"(?: (?:\. \d[^ ]*|(?![.;!?¦])[^ ]+))"

RESULTS: Final[tuple[Wording, ...]] = (
    Wording(
        rf"(?P<source>{N}|he|she|they)(?: has| have| had| just| finally| also| both| all| already)* (?:paid|signed|bought|hired me|booked|ordered|commissioned|hired|countersigned|renewed|transferred|subscribed|enrolled)(?! for lunch| the bill| attention| for it himself| up for)"
    ),
    Wording(r"(?:and|then|who) (?:hired|booked|commissioned|paid|signed) me"),
    Wording(rf"(?:signed|landed|won|closed|booked) (?P<source>{N}|them|him|her)"),
    Wording(
        rf"(?P<source>{N}) 's{_TO}{{1,6}} (?:done|filed|paid|delivered|invoiced|finished)(?: and paid)?(?: ,)?{_TO}{{0,3}}? (?:paid|{MONEY})"
    ),
    Wording(
        r"(?:check|cheque|payment|money|deposit|transfer|advance|fee|invoice)(?: has| have| had| is| was| just)* (?:came|arrived|cleared|landed|paid|in|through|went through|come)(?: too| today| in| through)*"
    ),
    # what somebody else has come by
    Wording(
        rf"(?P<whose>{N}) (?:has |have |had )?(?:came|come|went|gone|walked|drove|left) (?:away|home|off) with{_TO}{{1,6}}"
    ),
    Wording(
        rf"(?P<source>{N}) (?:has |have |had )?(?:took|taken|hired|employed|kept|taken on|took on) (?:one|two|three|both|all|him|her|them) (?:of |on\b)"
    ),
    Wording(
        rf"(?P<whose>{N}){_TO}{{0,5}}? (?:made|elected|appointed|voted|named|chosen|hired|taken on)(?: as)?(?: the| a| an)? "
        r"(?:secretary|treasurer|chair|chairman|chairwoman|president|director|head|manager|captain|editor|partner|member|apprentice|assistant|trustee)"
    ),
    Wording(rf"(?P<whose>{N}) (?:has |have |had )?(?:moved|settled) (?:in|into)(?: to| at| with| over)?{_TO}{{0,4}}"),
    Wording(
        rf"(?P<whose>{N}) (?:has |have |had )?(?:started|starts|begun|began|begins)(?: work| there)?"
        r"(?: on| at| in| with| as| last| this)? (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|the|there|at|with|as)"
    ),
    Wording(rf"(?P<whose>{N}) (?:got|has|gets) the (?:whole|full) \w+ (?:at|with|in)"),
    # money that came, or is agreed
    Wording(
        rf"(?:the |my |our |her |his )?{_SUM}(?: (?:is|'s|are|was|were|has|have|had|is now|all))? "
        r"(?:through|in|here|landed|cleared|arrived|came|come|banked|paid)(?= [,.;!¦]|$)"
    ),
    Wording(
        r"(?:first|second|last|final|other) (?:half|part|third|instalment|installment|payment)"
        rf"(?: of{_TO}{{1,3}}?)?(?: (?:is|'s|was|has))? (?:in|through|paid|landed|arrived|came|cleared)"
    ),
    Wording(rf"(?:paid|landed|received|banked|cleared) (?:me |us )?(?:the |my |our |all )?{_SUM}"),
    Wording(
        rf"{MONEY}{_TO}{{0,5}}? (?:paid|agreed|banked|all told|cleared|received|transferred|accepted|signed|settled"
        r"|in (?:the|my|our) (?:bank|account|tin|till|hand|pocket)|in (?:cash|full|advance|fivers|tenners|notes)|each ,? ?halves)"
    ),
    Wording(
        rf"(?:paid|agreed|banked|earned|made|received|got|brought in|worth|sold|signed|fetched|raised|took){_TO}{{0,6}}? {MONEY}"
    ),
    Wording(
        rf"(?:thousand|hundred|grand|\d+){_TO}{{0,3}}? (?:paid (?:to the|in|up|on|at|me|us)|in (?:the|my|our) (?:bank|account|tin|till))"
    ),
    Wording(
        rf"(?P<source>{N})(?: (?![.;!?¦⟨])[^ ]+){{0,5}}? ,? {MONEY}(?: (?:for|,|on|of|and){_TO}{{0,6}})?(?= [,.;!¦]|$)"
    ),
    Wording(rf"my (?:final |last |first )?invoice for{_TO}{{1,6}}"),
    Wording(
        rf"(?P<whose>{N}|i|we|he|she|they) (?:(?:has|have|had|just|finally|actually|already) )*(?:got|landed|won|scored|secured|was offered|accepted) (?:the|that|this|a|an|my|her|his|their|our)(?: (?![.;!?¦]|lot\b|call\b|letter\b|cold\b)[^ ]+){{0,4}}? {_WORK}"
    ),
    Wording(
        rf"(?:got|gave me|given|offered me|came away with|left with|with){_TO}{{0,4}}? an? (?:assignment|commission|contract|order|booking|retainer){_TO}{{0,10}}?(?: :{_TO}{{1,8}})?"
    ),
    Wording(rf"(?:got|landed|won) the {_WORK}"),
    Wording(
        rf"(?:[¦.!;,(]|i|we|have|just|finally|and|also) sold (?:two|three|four|five|six|seven|eight|nine|ten|one|both|all|\d+|a|an|my|the|it|him|her|them|{N})",
        across=True,
    ),
    Wording(
        r"(?:my|our) (?:very )?first (?:student|client|customer|sale|order|paying|reader|subscriber|commission|patient|tenant|booking|pupil|buyer)"
    ),
    Wording(
        rf"(?:have|has|had|was|were|is|are|both|all) (?:run|published|printed|accepted|in print|sold|bought)(?: \( {MONEY})?"
    ),
    Wording(r"(?P<source>he|she|they|⟨\d+⟩) (?:'s|is|are|'re) in(?= [.!])"),
    Wording(
        r"(?P<source>he|she|they|⟨\d+⟩) (?:said|says|wrote|rang back) (?:yes|to say yes|and said yes)(?! to lunch| to coffee| to dinner)"
    ),
    Wording(
        r"i (?:start|started|begin|began)(?: on| with| in)? (?:monday|tuesday|wednesday|thursday|friday|the|next|january|february|march|april|may|june|july|august|september|october|november|december|tomorrow|\d)"
    ),
    Wording(
        r"i (?:told|said to) (?P<source>him|her|them|⟨\d+⟩)(?: that)? i (?:would|will|could) (?:start|begin|do it)"
    ),
    Wording(
        rf"(?P<whose>{N}) (?:'s|has|is)(?: been)? (?:checking|working|writing|designing|shooting|teaching|cooking|editing|building|doing \w+|translating|playing|running \w+) for (?P<source>{N}|him|her|them)(?: since|,| now| full)"
    ),
    Wording(
        rf"(?P<source>{N}) (?:re)?(?:built|made|designed|wrote|did|printed|translated|fixed|painted|shot|sewed|baked) (?:\w+ )?for (?P<whose>{N}|him|her)(?: at cost| for free| for nothing)?"
    ),
    Wording(
        rf"(?P<whose>{N}) 's (?:pictures?|photos?|photographs?|drawings?|poems?|story|stories|essay|piece|recipe|map|maps|illustrations?|translation|cartoons?) (?:of the \w+ |of \w+ )?(?:across|on|in|over|is in|are in|was in|were in) (?:the|two|three|four|its|\d+)"
    ),
)
"""What has come of it; asks, hopes and plans are none."""

HOPED: Final = re.compile(
    r"(?:^| )(?:if|would|could|might|may|maybe|hope|hopes|hoping|wants|want|should|whether|when|until|unless|not|never|no|noone"
    r"|nobody|will|shall|to be|needs|need|ask|asked|looking|owes|owe|nearly|almost|cost|costs|price|priced|rent|fee|fine|bill|spent"
    r"|spend|lost|charges|charge|wages|fare|ticket|buy|bought|lend|lent|borrow\w*)(?: |$)"
)
WONDERED: Final = re.compile(r"(?:^| )would (?:i|we)(?: |$)")
