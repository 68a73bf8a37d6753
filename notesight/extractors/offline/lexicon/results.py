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
_SUM: Final = rf"(?:{MONEY}|\d[\d,.]*\d\d|(?:\d+|[a-z-]+) (?:thousand|hundred|grand|k)(?: dollars| pounds| euros)?)"
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
        rf"(?P<source>{N}) (?:has |have |had )?(?:took|taken|hired|employed|kept|taken on|took on) (?:one|two|three|both|all|him|her|them) (?:of|on)"
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
        r"(?:(?:came|come|went|is|was) )?(?:through|in|here|landed|cleared|arrived|came|come|banked|paid)(?= [,.;!¦]|$)"
    ),
    Wording(rf"(?P<source>{N}) and (?:i|we|me) (?:both |have |'ve )?(?:signed|agreed|shook|shaken|settled)"),
    Wording(r"(?:we|i)(?: both)? (?:shook|signed|settled)(?: hands| on it| on that| for it)?(?= [,.;!¦]|$)"),
    Wording(
        rf"(?P<source>{N}|he|she|they) (?:(?:has|have|had|'ve|just|now) )*(?:(?:made|appointed|named|elected) me (?:an?|the|first|second|chief|head|senior"
        r"|junior|deputy|his|her|their|your)(?! (?:offer|cup|tea|coffee|promise|list))|(?:hired|booked|signed|taken|took) me(?: on| up))"
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

_WHOM: Final = rf"(?:{N}|he|she|they)"
_SINCE: Final = (
    r"(?:mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|easter|christmas|new|spring|summer|autumn|fall|winter|the|last|then|that|yesterday|⟨\d+⟩)"
)
_OFTEN: Final = (
    r"(?:night|day|morning|evening|afternoon|week|weekend|month|other|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*)"
)
_THERE: Final = r"(?:up|in|across|through|aboard|upstairs|out|done|finished|ready|standing|running|working|built|hung|mended|fixed|printed|installed|sorted|settled)"
_OF: Final = r"(?:the|my|our|his|her|their|⟨\d+⟩ 's)"

LASTING: Final[tuple[Wording, ...]] = (
    # how it is with somebody now, and was not before
    Wording(
        rf"(?P<whose>{_WHOM}) (?:–|—|-|:|'s|is|are|'re|has|have|,|there|in|at|with|on){_TO}{{0,7}}? since {_SINCE}"
    ),
    Wording(rf"(?P<whose>{_WHOM})(?! 's){_TO}{{1,7}}? every {_OFTEN}"),
    Wording(rf"(?P<whose>{_WHOM}) (?:has|have|'s got|got|gets){_TO}{{1,5}}? (?:now|at last|finally|already)"),
    Wording(
        rf"(?P<whose>{_WHOM}) (?:now|finally|at last|already) (?:has|have|works|lives|rents|teaches|plays|sings|runs)"
    ),
    Wording(rf"(?P<whose>{_WHOM}) (?:reports|reported|moved|has moved|settled) (?:himself|herself|themselves) in"),
    Wording(
        rf"(?P<source>{_WHOM}) (?:is|'s|are) (?:having|hosting|minding|keeping|housing|training|tutoring|feeding) (?:{N}|him|her|them|it)"
    ),
    Wording(
        rf"(?P<whose>{_WHOM}) (?:is|'s|are) (?:in|on|at) (?:the|{N} 's)(?: (?![.;!?¦])[^ ]+){{0,4}} (?:squad|team|payroll|staff|board|band|choir|crew|books|programme|program|shortlist)"
    ),
    Wording(
        rf"(?:{N}|he|she|they|(?:the|her|his|their|our|my) [^ ]+) (?:has |have |had |'s )?(?:finally |just |actually )?(?:got|gets) (?:it|in|the job|the part|the place|there)(?= [,.;!¦]|$)"
    ),
    Wording(r"(?:won|win|wins|came (?:first|second|third)|passed|got through|made it)(?= [,.;!¦]|$)"),
    Wording(rf"[^ ]+ (?:–|—|-|:|'s|is|are|'re|has|have|,|there|in|at|with|on){_TO}{{0,7}}? since {_SINCE}"),
    Wording(rf"(?P<source>{N}|that|it|which|he|she|they) (?:got|found|brought|won) (?:us|him|her|them|me) {N}"),
    Wording(
        rf"(?P<whose>{_WHOM}) (?:'s|is|are) (?:on|in) (?:his|her|their) (?:[^ ]+ )?"
        r"(?:\d\w*|first|second|third|fourth|fifth|last) (?:day|week|month|year)"
    ),
    Wording(rf"(?:now|at last|finally) (?:{N}|i|we|he|she|they) (?:has|have|'ve|'s got) [^ ]+"),
    Wording(
        rf"[^ ]+(?: (?![.;!?¦⟨])[^ ]+){{0,2}} (?:has |have |finally |just )*(?:moved|settled|gone) (?:in|into|over)(?: to)? "
        rf"(?P<source>{N}) 's"
    ),
    Wording(rf"(?P<source>{N}|he|she|they) (?:has|have) (?:me|us) (?:on|down|in|booked) (?:for|on|as|at)"),
    Wording(r"(?:[^ ]+ )?[^ ]+ (?:said|says) yes(?= [,.;!¦:]|$)"),
    Wording(r"(?:hit|reached|is in|are in|landed in|went into) (?:the|my|our) (?:account|bank|till|tin|pot|purse)"),
    # how a thing stands that was to be done
    Wording(
        rf"(?:the|my|our|his|her|their|⟨\d+⟩ 's) [^ ]+(?: [^ ]+)? (?:is|are|'s|'re)(?: now| all| back)? (?:in|at|on|up at|over at|round at|with) (?P<source>{N}) 's"
    ),
    Wording(
        rf"(?:has|have|got|wears|drives|plays|uses|sits on|sleeps in|cooks on) (?:one of |two of |a |an |all )?(?P<source>{N}) 's"
    ),
    Wording(
        rf"{_OF}(?: (?![.;!?¦⟨])[^ ]+){{1,4}}? (?:is|are|'s|'re|was|were)(?: now| all| finally| both)? {_THERE}(?= [,.;!¦(]|$| at | in | on | and )"
    ),
    Wording(
        rf"{_OF}(?: (?![.;!?¦⟨])[^ ]+){{1,4}}? (?:has|have|'s|'ve)(?: now| all| finally)? (?:gone|come) (?:in|out|up|off|through|back|home)(?= [,.;!¦(]|$)"
    ),
    Wording(
        r"(?:is|are|'s|'re|came|went) (?:in print|on sale|on air|live|out|up)(?: now| today| at last)? ?,? (?:\d|all|at last|in (?:the|two|three)|on (?:the|page))"
    ),
    Wording(
        r"(?:half|a third|a quarter|the rest|part|most) (?:of )?(?:the|my|our|his|her|their) (?:fee|money|price|sum|advance|pay|payment) (?:up front|in|came|paid|landed|upfront)"
    ),
    Wording(
        r"(?:took|bought|kept|ordered|accepted) (?:the|all|both)(?: the| my| our)? (?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|\d+|lot|whole)"
    ),
)
"""How things stand that may have come of it: taken for no more than a hint."""

SUM: Final = Wording(MONEY)
"""A sum that nobody only asks, owes or hopes for: no more than a hint, too."""

HOPED: Final = re.compile(
    r"(?:^| )(?:if|would|could|might|may|maybe|hope|hopes|hoping|wants|want|should|whether|when|until|unless|not|never|no|noone"
    r"|nobody|will|shall|to be|needs|need|ask|asked|looking|owes|owe|nearly|almost|cost|costs|price|priced|rent|fee|fine|bill|spent"
    r"|spend|lost|charges|charge|wages|fare|ticket|buy|bought|lend|lent|borrow\w*)(?: |$)"
)
TOLD_BY: Final = re.compile(
    rf"(?:(?<= )|^)(?:your{_TO}{{1,6}}? (?:went|is|was|has gone|came) (?:through|in|out|paid)|(?:is|are|was|were|have|has) (?:now )?(?:paid|signed|approved)"
    rf"|(?:paid|signed|transferred|wired|approved){_TO}{{0,6}}? (?:you|your{_TO})|we 're (?:a customer|in|on)|we are (?:a customer|in|on)|you 're hired"
    rf"|you have (?:it|the job|the part|the place)|the (?:job|place|part|order) is yours)(?= |$)"
)
"""What somebody writes who has paid or agreed."""
DENIED: Final = re.compile(r"(?:^| )(?:not|never|no|nobody|n't|[a-z]+n't|still|hardly|yet|stuck|short|without)(?: |$)")
OFFERED: Final = re.compile(
    r"(?:^| )(?:'d|[a-z]+'d|can|cannot|to pay|for sale|each way|worth|told|asks|asking|offers?|offered|budget|says|said|tops?|max|maximum"
    r"|up to|at most|instead|quoted?|quotes?|figure|next|\?)(?: |$)"
)
"""What stands with a sum that nobody has paid, or agreed to pay."""
WONDERED: Final = re.compile(r"(?:^| )would (?:i|we)(?: |$)")
