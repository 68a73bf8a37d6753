"""How people say that somebody brings two together, as patterns over words in which every name is ``⟨number⟩``.

Groups: ``by`` introduces, ``who`` is made known, ``to`` to whom (``to2``, ``who2``: the same, said in another place);
``kin`` are words for a relation. ``us`` means the owner and whoever was named last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from notesight.extractors.offline.lexicon.wordings import Wording

if TYPE_CHECKING:
    from notesight.model import IntroductionState, Manner

N: Final = r"⟨\d+⟩"
_SUBJECT: Final = rf"(?:{N}|he|she|they|i|we|you)"
_HER: Final = (
    r"her(?= (?:[^\w ]|my|our|the|a|an|on|and|to|up|in|about|with|at|by|for|when|if|so|that|this|next|tomorrow|today|tonight|over"
    r"|off|through|also|it|via|some|his|¦|⟨|last|yesterday|straight|but|because|as|or|&)|$)"
)
"""Not the "her" of "her lead"."""
_OBJECT: Final = rf"(?:{N}|him|{_HER}|them|me|you)"
PARTNER: Final = "husband|wife|partner|boyfriend|girlfriend|fiancé|fiancée|other half|better half"
KIN: Final = (
    r"(?:(?:old|elder|older|younger|little|big|best|good|former|new|own|twin|long-time|great) )*"
    r"(?:sister|brother|mother|father|mum|mom|dad|son|daughter|cousin|uncle|aunt|auntie|niece|nephew|husband|wife|partner"
    r"|boyfriend|girlfriend|ex|in-laws?|sister-in-law|brother-in-law|mother-in-law|father-in-law|son-in-law|daughter-in-law|stepson|stepdaughter"
    r"|godmother|godfather|grandson|granddaughter|grandmother|grandfather|friend|pal|mate|colleague|co-worker|coworker"
    r"|workmate|teammate|classmate|roommate|flatmate|housemate|neighbour|neighbor|lodger|tenant|landlord|landlady|boss"
    r"|manager|supervisor|lead|deputy|assistant|intern|editor|agent|publisher|accountant|lawyer|solicitor|client"
    r"|customer|patient|pupil|student|teacher|tutor|mentor|professor|supplier|printer|co-founder|cofounder|co-author"
    r"|business partner|regular|contact|acquaintance|apprentice|bandmate|team"
    r"|vet|dentist|doctor|nurse|gp|cook|chef|baker|coach|trainer|priest|vicar|pastor|rabbi|imam|clerk|tailor|barber|hairdresser"
    r"|architect|engineer|plumber|electrician|builder|carpenter|joiner|gardener|cleaner|driver|designer|photographer|writer"
    r"|author|producer|director|pianist|drummer|singer|guitarist|midwife|nanny|childminder|babysitter|carer|guide|host"
    r"|hostess|bookkeeper|banker|broker|surveyor|notary|translator|interpreter|therapist|physio|physiotherapist|osteopath"
    r"|upholsterer|potter|welder|mechanic|farmer|butcher|grocer|florist|beekeeper|caretaker|secretary|treasurer|chair"
    r"|chairman|chairwoman|man|woman|girl|boy|lad|lass|child|kid|nan|gran|grandma|grandad|grandpa|godson|goddaughter|twin"
    r"|stepmother|stepfather|widow|widower|fella|bloke|sidekick|right hand|number two|second|successor|predecessor|foreman)"
)
_THING: Final = (
    r"(?:name|names|number|phone number|mobile|email|email address|e-mail|address|details|contact|contacts|contact details"
    r"|card|business card|cv|resume|résumé|portfolio|work|samples|website|site|link|info)"
)


def _gap(most: int) -> str:
    """Up to so many words that name nobody and end no sentence."""
    return rf"(?: (?![⟨.;!?¦])[^ ]+){{0,{most}}}?"


def _loose(most: int) -> str:
    """Up to so many words of one sentence, names too."""
    return rf"(?: (?![.;!?¦])[^ ]+){{0,{most}}}?"


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to say it; ``who`` and ``to`` stand for what the pattern leaves out: ``me``, or ``last``, the one named last."""

    wording: Wording
    manner: Manner
    state: IntroductionState | None = None
    who: str | None = None
    to: str | None = None


def _rule(
    pattern: str,
    manner: Manner = "introduced",
    state: IntroductionState | None = None,
    *,
    who: str | None = None,
    to: str | None = None,
    across: bool = False,
) -> Rule:
    return Rule(Wording(pattern, across=across), manner, state, who, to)


_BY: Final = rf"(?:(?P<by>{_SUBJECT}){_gap(5)} )?"
_NAMER: Final = rf"(?P<by>{_SUBJECT}){_gap(4)} "
_GIVE: Final = r"(?:give|gives|gave|given|giving|pass|passes|passed|passing|hand|hands|handed|handing|send|sends|sent|sending|slip|slipped|forward|forwards|forwarded|forwarding|share|shares|shared|sharing|drop|dropped|text|texted|email|emailed|show|showed)"
_OWN: Final = r"(?:my|our)"
_AND: Final = "(?:and|&|\\+)"

RULES: Final[tuple[Rule, ...]] = (
    # introduce, intro'd
    _rule(
        rf"{_BY}(?:introduce|introduces|introduced|introducing|intro|intros|introed|intro'd|intro 'd) (?P<who>{_OBJECT}){_gap(4)} (?:to|with|{_AND}){_gap(3)} (?P<to>{_OBJECT})"
    ),
    _rule(rf"{_BY}(?:introduce|introduces|introduced|introducing|intro|intro'd) (?P<us>us)(?: both| all| two)?"),
    _rule(
        rf"(?P<who>{N}|i|we|me)(?: was| were| got| been|){_gap(2)} (?:introduced|intro'd|connected)(?: to (?P<to>{_OBJECT}))?{_gap(3)} (?:by|through|via) (?P<by>{N})",
        state="happened",
        to="me",
    ),
    _rule(
        rf"(?P<by>{N}) 's (?:intro|introduction|introductions|intros)(?:{_gap(3)} to (?P<to>{_OBJECT}))?",
        who="last",
        to="me",
        state="made",
    ),
    _rule(
        rf"(?:an? |the )?(?:intro|introduction) (?:from|by|via|through) (?P<by>{N})(?:{_gap(2)} to (?P<to>{_OBJECT}))?",
        who="last",
        to="me",
        state="made",
    ),
    _rule(
        rf"{_BY}(?:make|makes|made|making|do|doing|did|write|writes|writing|wrote|send|sends|sent|offer|offers|offered|promise|promises|promised|be glad to make) (?:an? |the |that |me an? |me the |us an? )?(?:\w+ )?(?:intro|introduction) (?:to|with) (?P<to>{_OBJECT})",
        who="me",
    ),
    _rule(
        rf"(?P<who>{_SUBJECT}){_gap(4)} (?:want|wants|wanted|would like|'d like|needs|need|asks for|asked for|asking for|after|hoping for|wondered about) (?:an? |the )?(?:\w+ )?(?:intro|introduction) (?:to|with) (?P<to>{_OBJECT})",
        state="asked",
    ),
    _rule(
        rf"(?:can|could|would|will) you{_gap(2)} (?:introduce|intro|connect) (?P<who>me|us|{N}) (?:to|with) (?P<to>{_OBJECT})",
        state="asked",
    ),
    _rule(
        rf"(?:ask|asked|asking) (?P<by>{N}|him|her|them) (?:for an? (?:intro|introduction) to|to introduce me to|about meeting|to put me in touch with) (?P<to>{N}|him|her)",
        state="asked",
        who="me",
    ),
    _rule(rf"(?P<to>{N}) ,? meet (?P<who>{N})", state="made"),
    _rule(rf"[^\W\d_]+ , meet (?P<who>{N})", to="reader", state="made"),
    _rule(rf"from (?P<by>{_HER}|him|them|{N}) : (?P<who>{N})", to="me", state="made"),
    _rule(rf"from me : (?P<who>{N})", to="topic", state="made"),
    # put in touch, bring together
    _rule(
        rf"{_BY}(?:put|puts|putting|get|gets|got|bring|brings|brought|bringing) (?P<us>us)(?: both| two)?{_gap(2)} (?:in touch|in contact|together)"
    ),
    _rule(
        rf"{_BY}(?:put|puts|putting|get|gets|got|getting|bring|brings|brought|bringing|place|placed) (?P<who>{_OBJECT}) {_AND} (?P<to>{_OBJECT}){_gap(3)} (?:in touch|in contact|together)"
    ),
    _rule(
        rf"{_BY}(?:put|puts|putting|get|gets|got|getting|bring|brings|brought|bringing) (?P<who>{_OBJECT}){_gap(3)} (?:in touch|in contact|together) with (?P<to>{_OBJECT})"
    ),
    _rule(
        rf"{_BY}(?:put|puts|get|got|bring|brought) (?:the two|them|these two|those two){_gap(2)} (?:in touch|in contact|together)",
        who="last",
        to="before",
    ),
    _rule(
        rf"(?:put|got|been put|was put|were put) in (?:touch|contact) with (?P<to>{_OBJECT}){_gap(2)} (?:by|through|via) (?P<by>{N})",
        who="me",
        state="happened",
    ),
    # connect, hook up, pair, match, link
    _rule(
        rf"{_BY}(?:connect|connects|connected|connecting|link|links|linked|hook|hooks|hooked|pair|pairs|paired|pairing|match|matches|matched|set|sets|fix|fixed|team|teamed) (?P<who>{_OBJECT})(?: up)? (?:with|to|{_AND}){_gap(2)} (?P<to>{_OBJECT})"
    ),
    _rule(rf"{_BY}(?:connect|connects|connected|connecting) (?P<us>us)"),
    # names and numbers that are passed on
    _rule(rf"{_BY}{_GIVE} (?P<to>{_OBJECT}|(?:her|his|their) {KIN}){_gap(1)} {_OWN} (?:\w+ )?{_THING}", who="me"),
    _rule(
        rf"{_BY}{_GIVE} (?:on )?{_OWN} (?:\w+ )?{_THING}(?: on)?{_loose(3)} to{_gap(4)} (?:, )?(?P<to>{_OBJECT})",
        who="me",
    ),
    _rule(rf"{_BY}{_GIVE} (?:me|us) (?P<who>{N}) 's (?:\w+ )?{_THING}", to="me"),
    _rule(rf"{_BY}{_GIVE} (?P<to>{_OBJECT}) (?P<who>{N}) 's (?:\w+ )?{_THING}"),
    _rule(rf"{_BY}{_GIVE} (?P<who>{N}) 's (?:\w+ )?{_THING}(?: on)? to (?P<to>{_OBJECT})"),
    _rule(rf"{_BY}{_GIVE} (?P<who>me|him|her|them|{N}|{_OWN} {_THING}) on to{_gap(3)} (?P<to>{_OBJECT})"),
    _rule(
        rf"(?:(?P<to>{_SUBJECT}){_gap(3)} )?(?:got|has|had|have|gets|getting|found|took) (?:my|our) {_THING} (?:from|through|via|off) (?P<by>{N})",
        who="me",
        state="made",
    ),
    _rule(rf"(?:got|have|had) (?P<who>{N}) 's {_THING} (?:from|through|via|off) (?P<by>{N})", to="me", state="made"),
    _rule(
        rf"(?P<who>{N}){_loose(6)} (?:,|\() (?:from|through|via|courtesy of|thanks to|got from|name from|passed on by|sent by|recommended by|suggested by|referred by) (?P<by>{N})",
        to="me",
        state="made",
    ),
    _rule(
        rf"(?P<who>{N}){_gap(6)} (?:was |were |is |came |comes )?(?:recommended|referred|sent|suggested|passed on|sent to me|vouched for)(?: to me)? by (?P<by>{N})",
        to="me",
        state="made",
    ),
    # sent to somebody
    _rule(
        rf"{_BY}(?:sent|send|sends|sending|referred|refers|refer|pointed|points|steered|directed|packed|walked|led) (?P<who>me|us|him|her|them|{N})(?: on| over| off| along| straight)* to{_gap(4)} (?P<to>{N})"
    ),
    _rule(
        rf"(?:say|says|said|tell them|mention|mentioning)(?: that)? (?P<by>{N}) (?:sent|sends) (?P<who>me|you|us)",
        to="last",
        state="offered",
    ),
    _rule(
        rf"{_BY}(?:send|sends|sent|sending|refer|refers|referred|referring|steer|steered|point|pointed) (?P<who>{N}|him|her|them)(?: over| on| along)? (?:my way|to me|to us|our way)",
        to="me",
    ),
    # good words in one's absence
    _rule(
        rf"{_NAMER}(?:told|tells|tell|telling){_gap(0)} (?P<to>{N}|{_HER}|him|them|{PARTNER}|his \w+|her \w+|their \w+|everyone|everybody){_loose(12)} (?:about|of) (?P<who>me|us|my|our)",
        "spoke",
    ),
    _rule(rf"{_NAMER}(?:told|tells|tell|telling) (?P<to>{N}){_gap(3)} about (?P<who>{N})"),
    _rule(
        rf"{_NAMER}(?:told|tells|telling) (?P<to>{N}|the whole \w+|everyone|everybody|his \w+|her \w+)(?: (?![.;!?¦])[^ ]+){{0,18}}? that (?:his|her|their|the) (?P<who>{PARTNER}|woman he lives with|man she lives with)",
        "spoke",
    ),
    _rule(
        rf"(?P<by>my (?:{PARTNER}|{KIN})){_loose(3)} (?:told|tells|bragged to|praised me to|talked me up to) (?P<to>(?:his|her|their) \w+|{N}){_loose(10)} (?:about|of|that) (?P<who>me|my|our|his wife|her husband)",
        "spoke",
    ),
    _rule(
        rf"(?P<by>{N}) (?:says|said|tells me|writes|reports)(?: that)? (?P<to>{N}) (?:'s|is|has|was|had) (?:\w+ )?been told(?: about me)?",
        "spoke",
        "made",
        who="me",
    ),
    _rule(
        rf"(?:(?P<to>{_SUBJECT}){_gap(4)} )?(?:heard|read|learned|learnt|knew|knows|hears) (?:about|of) (?P<who>me|my|us|our)(?: \w+)? (?:from|through|via) (?P<by>{N})",
        "spoke",
        "made",
    ),
    _rule(
        rf"(?P<by>{N}|he|she){_gap(4)} (?:ask|asks|asked|sound out|sounded out|try|nudge|nudged) (?P<to>{N}) (?:if|whether|about){_loose(6)} (?P<who>me|my)",
        "spoke",
    ),
    _rule(rf"(?:told|tell|telling) (?P<to>{N}){_gap(6)} (?:that |about )(?P<who>{N})", "introduced", who=None),
    _rule(
        rf"{_BY}(?:mention|mentions|mentioned|mentioning|recommend|recommends|recommended|recommending|suggest|suggested|propose|proposed|praise|praised|pitch|pitched|plug|plugged|talk up|talked up) (?P<who>me|us|my \w+|my|{N})(?: name| work)? (?:to|with|at|for){_gap(4)} (?P<to>{_OBJECT}|(?:his|her|their) \w+)",
        "spoke",
    ),
    _rule(
        rf"{_BY}(?:talk|talks|talked|talking|bring|brings|brought|bringing|big|bigs|bigged) (?P<who>me|us|{N}) up (?:to|with|at|before){_gap(3)} (?P<to>{_OBJECT}|(?:his|her|their) \w+)",
        "spoke",
    ),
    _rule(
        rf"{_BY}(?:vouch|vouches|vouched|vouching)(?: for (?P<who>me|us|{N}))?{_gap(4)} (?:so|to|with|and) (?P<to>{N})",
        "spoke",
        who="me",
    ),
    _rule(rf"{_BY}(?:vouch|vouches|vouched|vouching|spoke|speak|speaks) (?:up )?for (?P<who>me|us)", "spoke"),
    _rule(
        rf"{_BY}(?:put|puts|putting|drop|dropped|say|said) (?:in )?(?:an? )?(?:good |kind )?word (?:in )?(?:for (?P<who>me|us|{N}) )?(?:with|to){_gap(3)} (?P<to>{_OBJECT})",
        "spoke",
        who="me",
    ),
    _rule(
        rf"{_BY}(?:put|puts|putting) (?P<who>me|my name|{N} 's name|{N}) (?:forward|up|in)(?: for{_loose(5)})?(?: (?:to|with|at) (?P<to>{_OBJECT}))",
        "spoke",
    ),
    _rule(
        rf"{_BY}(?:sing|sings|sang|singing) (?:my|our) praises(?: to (?P<to>{_OBJECT}|(?:his|her|their) \w+))?",
        "spoke",
        who="me",
    ),
    _rule(
        rf"{_BY}(?:praised|praises|raved about|bragged about|boasted about) (?P<who>me|us|my)(?: \w+)? (?:to|at|in front of){_gap(3)} (?P<to>{_OBJECT}|(?:his|her|their) \w+)",
        "spoke",
    ),
    # how somebody can be reached
    _rule(
        rf"{_BY}(?:gave|give|gives|giving|sent|passed|pass|texted|slipped|wrote down for) (?P<to>{_OBJECT}) (?:(?:the|a|his|her|their) )?(?:number|name|address|email|card|details|contact) (?:for|of) (?P<who>{N})",
    ),
    _rule(
        rf"{_BY}(?:gave|give|gives|giving|sent|passed|pass|texted|slipped) (?P<to>{_OBJECT}) (?P<who>{N}) 's (?:number|name|address|email|card|details|contact)",
    ),
    _rule(
        rf"say (?:it was |that )?(?P<by>{N}|i|we)(?: 's)?{_gap(4)} (?:that )?sent you",
        "introduced",
        "made",
        who="last",
        to="reader",
    ),
    _rule(
        rf"(?P<to>{N}){_loose(12)} (?:an earful|a lot|so much|plenty|all|everything|heard) (?:about|of) (?P<who>me|us|my \w+|our \w+) from (?P<by>{N})",
        "spoke",
        "made",
    ),
    _rule(
        rf"(?P<by>{N}){_loose(6)} (?:talked|talks|talking|going on|raving|raved|spoke) about (?P<who>my|our|me|us)",
        "spoke",
        "made",
        to="last",
    ),
    # whom somebody named
    _rule(
        rf"(?P<by>{N}|he|she)(?: has| had| also| then| at once| just)* (?:recommended|recommends|suggested|suggests|named|swears by|pointed me to|pointed me at|told me about|told me of|put me on to|put me onto|mentioned|gave me|came up with){_gap(3)} (?P<who>{N})",
        to="me",
        state="made",
    ),
    _rule(
        rf"(?P<by>{N}|he|she) (?:says|said|told me|thinks|reckons|suggests|suggested)(?: that)?(?: i)?(?: should| to| must| could| try)*(?: talk| speak| call| ring| email| write| try| ask| text| meet| see| contact){{1,2}}(?: to| with)? (?P<who>{N})",
        to="me",
        state="made",
    ),
    _rule(
        rf"(?:asked|ask|asking|i asked)(?: (?P<by>{N}|him|her))?{_gap(2)} (?:did|does|if|whether|do) (?:he|she|they|you) (?:know|knew|knows|had heard of|have){_loose(16)} (?:[.;:?!¦](?: (?:straight away|at once|immediately|yes|yeah|yep|answer|and|she said|he said|without blinking|right away|sure))* ?[:,.!]? ?)(?P<who>{N})",
        across=True,
        to="me",
        state="made",
    ),
    # by way of
    _rule(
        rf"(?:met|know|knew|found|got to know|heard of|heard about|reached|made friends with|hired|i have) (?P<who>{N}|him|her){_gap(4)} (?:through|via|by way of|thanks to|because of|from|at) (?P<by>{N})",
        "through",
        "happened",
        to="me",
    ),
    _rule(
        rf"(?:through|via|thanks to|by way of|because of) (?P<by>{N}){_gap(3)} ,? ?(?:i|we) (?:also )?(?:met|found|got to know|got|reached|know|have|came to|ended up with|was introduced to){_gap(3)} (?P<who>{N})",
        "through",
        "happened",
        to="me",
    ),
    _rule(
        rf"(?P<who>{N}){_loose(4)} (?:,|\()? ?(?:whom|who|that)? ?(?:i|we) (?:met|know|knew|found|got) (?:through|via|by way of|thanks to|from|at) (?P<by>{N})",
        "through",
        "happened",
        to="me",
    ),
    _rule(
        rf"(?P<who>{N}){_loose(4)} (?:found|wrote to|called|rang|emailed|contacted|came to|approached|knows|hired|discovered|phoned) (?:me|us)?{_gap(3)} ?(?:through|via|because|because of|thanks to|by way of|on the strength of) (?P<by>{N})",
        "through",
        "happened",
        to="me",
    ),
    _rule(
        rf"(?P<who>{N})(?: (?![;!?¦])[^ ]+){{0,12}}? (?:reads|read|watches|watched|saw|sees|seen|heard|hears|listens to|listened to|follows|followed|subscribes to|gets|found){_gap(4)} (?P<by>{N}) 's (?:\w+ )?(?:blog|video|videos|film|newsletter|podcast|show|stream|channel|interview|talk|post|posts|piece|article|column|site|page|feed|radio|programme|program|book|class|course)",
        "through",
        "happened",
        to="me",
    ),
    _rule(
        rf"(?P<by>{N}) (?:brought|took|dragged) (?P<who>{N})(?: along| with (?:him|her|them))?",
        "through",
        "happened",
        to="me",
    ),
    _rule(
        rf"at (?P<by>{N}) 's(?: \w+){{1,3}}? ,? ?(?:i|we) (?:also )?(?:met|found|got talking to|got talking with|ran into|sat next to|talked to|got to know) (?P<who>{N})",
        "through",
        "happened",
        to="me",
    ),
    _rule(
        rf"(?P<who>{N})(?: has| had)? (?:came|comes|come|arrived|turned up|got here|got to me)(?: to me| to us| in)? (?:via|through|by way of|thanks to|because of) (?P<by>{N})",
        "through",
        "happened",
        to="me",
    ),
    _rule(rf"met (?P<who>{N}|him|her) at (?P<by>{N} 's|his|her|their) (?:\w+ )?\w+", "through", "happened", to="me"),
    _rule(
        rf"(?P<by>{N}|he|she){_gap(2)} (?:brought|bringing|brings|bring|walked|led|marched|frogmarched|dragged|steered|waved|pulled|hauled"
        rf"|pushed|shoved) (?P<who>{N}|him|them|{_HER}){_loose(6)} to (?:me|us)",
        to="me",
    ),
    _rule(
        rf"{_NAMER}(?:put|sat|seated|placed) (?:the (?:pair|two) of |both of )?(?P<us>us)(?: both| two)? (?:on|at|in|next|beside|side|together)"
    ),
    # credit where it is due
    _rule(
        rf"(?P<by>{N}) 's (?:doing|idea|suggestion|recommendation|tip|referral|fault|work)(?= [,.;:!)¦]|$)",
        "through",
        "happened",
        who="last",
        to="me",
    ),
    _rule(
        rf"(?P<by>{N}) had (?:cornered|collared|buttonholed|button - holed|roped in|nobbled|recruited|talked|sent|told|asked|found) (?P<who>{N}|him|her)",
        "through",
        "happened",
        to="me",
    ),
    _rule(
        rf"(?P<by>{N}){_loose(14)} told (?P<to>{N}|him|her|them) (?:the lot|everything|all of it|all about it|the whole story)",
        "spoke",
        "made",
        who="me",
    ),
    _rule(
        rf"(?:put|sat|seated|placed|stood) (?P<who>{_OBJECT}){_gap(5)} (?:next to|beside|opposite|across from) (?P<to>{_OBJECT}|his|hers)",
        state="made",
    ),
    _rule(
        rf"(?P<by>{N}|he|she){_loose(6)} (?:singing|raving|talking|going on|banging on|telling everyone|boasting|bragging) about (?:my|our|me|us|that|the|it){_loose(4)} to (?P<to>{N}|(?:his|her|their) {KIN})",
        "spoke",
        "made",
        who="me",
    ),
    # what somebody called about is by way of whose client they are
    _rule(
        rf"(?P<who>{N})(?: (?![;!?¦⟨])[^ ]+){{0,4}}? (?:called|rang|phoned|wrote|emailed|texted|turned up|got in touch|came by|knocked)(?: me| up)? ,? ?(?:\( )?(?P<by>{N}) 's {KIN}",
        "through",
        "happened",
        to="me",
    ),
)
"""What is found of one stretch of words by an earlier rule is not sought by a later one."""

TIES: Final[tuple[Rule, ...]] = (
    _rule(
        rf"(?P<who>{N})(?: \([^)⟨]*\))? ?[,.(–—=:-]? ?(?:who is |who 's |is |was |who was )?(?:also )?(?P<by>{N}) 's (?:\w+ )?{KIN}",
        "tie",
        across=True,
    ),
    _rule(rf"(?P<by>{N}) 's (?:\w+ )?{KIN} ?,? (?:is )?(?P<who>{N})", "tie"),
    _rule(rf"(?P<by>his|her|their) (?:\w+ )?{KIN} ?,? (?:is )?(?P<who>{N})", "tie"),
    _rule(
        rf"(?P<who>{N}) ?,? (?:who is |is |was )?(?:a |an |the )?{KIN} of (?P<by>{N}|his|hers|theirs|him|her)", "tie"
    ),
    _rule(rf"(?P<who>{N})(?: 's)? ,? ?(?P<by>his|her|their) (?:\w+ )?{KIN}", "tie"),
    _rule(
        rf"(?P<by>{N}|he|she){_gap(4)} (?:has|have|had|'s got|has got) (?:a|an|one|two|her|his) (?:\w+ )?{KIN} ?,? (?:called |named )?(?P<who>{N})",
        "tie",
    ),
    _rule(
        rf"(?P<who>{N}) (?:on|in|from) (?P<by>{N} 's|his|her|their) (?:team|department|crew|group|band|choir|class|firm|course)",
        "tie",
    ),
    _rule(
        rf"(?P<who>{N}) (?:works|worked|studies|studied|trained|sings|plays|lives|shares an? \w+|shares a flat|goes out|grew up) (?:with|for|under|alongside|beside) (?P<by>{N}|him|her)",
        "tie",
    ),
    _rule(
        rf"(?P<by>{N}) (?:knows|knew|is friends with|went to school with|is married to|is engaged to|works with|works for|worked with|is close to) (?P<who>{N})",
        "tie",
    ),
    _rule(
        rf"(?P<by>{N}) (?:knows|has) (?:somebody|someone|a \w+|an \w+|one){_gap(6)} ?(?::|,|-|–|—) (?P<who>{N})", "tie"
    ),
    _rule(
        rf"(?P<by>{N}|he|she) (?:'s|is|has|got) (?:sending|bringing) (?P<who>{N}|him|her) (?:down|over|round|along|up)? ?to (?:me|us)",
        "introduced",
        "offered",
        to="me",
    ),
    _rule(rf"(?P<by>{N}|his|her|their|my) (?:'s )?(?:\w+ )?{KIN} (?P<who>{N})", "tie"),
    _rule(rf"(?P<who>{N}){_loose(4)} (?:,|\()? ?(?P<by>{N}) 's (?:\w+ )?{KIN}(?= [,.;:!)¦]|$)", "tie"),
    _rule(rf"(?P<by>{N}) 's (?:\w+ )?(?P<who>{N})(?= [,.;:!)¦]|$)", "tie"),
    _rule(
        rf"(?P<by>{N}) (?:taught|teaches|tutors|tutored|minds|minded|babysits|coaches|coached|treats|treated|nurses|nursed|looks after"
        rf"|looked after|cleans for|cooks for|gardens for|drives for|cuts) (?P<who>{N}|her|his|their|him)",
        "tie",
    ),
    _rule(rf"(?P<who>{N}) (?:is|was|being|=) (?:the|that) (?:\w+ )?{KIN}", "tie"),
    _rule(rf"{KIN}{_gap(6)} (?:has a name|has got a name|is called|called|named)(?: [,:])? (?P<who>{N})", "tie"),
    _rule(rf"(?P<by>{N}) does (?:her|his|their) (?:hair|taxes|books|garden|accounts)", "tie", who="subject"),
)

HOSTS: Final[tuple[Wording, ...]] = tuple(
    Wording(pattern, across=pattern.startswith("^"))
    for pattern in (
        rf"(?P<by>{N})(?: (?![.;!?¦⟨])[^ ]+){{0,3}}? (?:runs it|ran it|hosts|hosted|hosting|organises|organizes|organised|organized|teaches|taught|chairs|holds it|throws|threw|leads|led|runs (?:the|this|these|a))",
        rf"(?:hosted|run|organised|organized|taught|thrown|led|given) by (?P<by>{N})",
        rf"(?P<by>{N}) 's (?:plus-one|plus one|guest|plus - one)",
        rf"(?:as|was|being) (?:the )?(?:guest|plus-one|plus one) of (?P<by>{N})",
        rf"(?P<by>{N}) (?:took|brought|dragged|invited|smuggled|got) me (?:along|to|in|into)",
        rf"(?:invited|taken|brought) (?:along )?by (?P<by>{N})",
        rf"(?:at|to) (?P<by>{N}) 's (?:\w+ ){{0,2}}?(?:party|dinner|supper|barbecue|bbq|birthday|wedding|do|class|house|place|workshop|salon|launch|opening|housewarming|meetup|event|picnic|thing|gallery|studio|lunch)",
        rf"^¦ (?P<by>{N}) 's (?:\w+ ){{0,3}}?(?:party|dinner|supper|barbecue|bbq|birthday|wedding|class|house|workshop|salon|launch|opening|housewarming|meetup|event|picnic|fourth|lunch|july)",
    )
)
"""Who an occasion is owed to: whoever is met there is met by way of them."""

GIVING: Final = re.compile(
    rf"^(?P<by>i|we|{N}|she|he|they)(?: have| has| had)? (?:gave|give|gives|given|passed on|shared|suggested|recommended|offered|named|brought|swapped)(?: (?P<to>{N}|him|her|them|me))?(?: :)?$"
    rf"|^(?:names|contacts|people|numbers|tips|leads)(?: \w+)? (?P<way>for|from) (?P<other>me|her|him|them|{N})(?: :)?$"
    rf"|^(?P<way2>from|for) (?P<other2>{N}|her|him|me)(?: \w+){{0,2}}(?: :)?$"
)
"""A line that opens a list of people who are passed on."""

WORK: Final = re.compile(
    rf"(?:(?<= )|^)(?:interviewed|interviewing|interview with|photographed|profiled|filmed|recorded|shot|visited|wrote up|met|meeting|reported on|covered) (?P<who>{N}){_gap(4)} for (?:the |an? )?(?P<for>(?:⟨\d+⟩|(?! )[^ .;!?¦]+))"
)
COMMISSIONS: Final = re.compile(
    rf"(?P<by>{N}) (?:took|takes|asked|asks|wants|wanted|commissioned|assigned|gave me|sent me|ordered|bought|hired|needs|paid|chose|picked|liked|likes|said yes)"
)

MODAL: Final = re.compile(
    r"(?:^| )(?:will|shall|can|could|would|might|may|'d|'ll|offered|offers|offer|promised|promises|promise|going|happy|glad|ready|willing|to|let|lets|let's|should|must|is|'s|are|am|'m|->|→|todo|please)(?: |$)"
)
PAST: Final = re.compile(
    r"(?:^| )(?:\w+(?:ed|'d)|gave|sent|told|put|brought|got|sang|spoke|made|took|led|said|did|wrote|had|has|have|given)(?: |$)"
)
CLOSED: Final = re.compile(r"(?:^| )(?:not|never|no|noone|nobody|cannot|refused|n't)(?: |$)")
