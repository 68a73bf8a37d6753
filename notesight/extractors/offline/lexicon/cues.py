"""The words by which an ask, an offer or a follow-up is known, each with its weight; ``against`` are reasons against.

The trained model takes the cues of a clause for features; the weights say how strongly each speaks.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Kind = Literal["ask", "offer", "followup", "against"]


class Cue(NamedTuple):
    """A pattern, what it speaks for, and how strongly."""

    kind: Kind
    weight: float
    pattern: str


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ACTS: Final = _set(
    "send email mail text ring call phone write ask tell chase book order buy get fetch find check look review draft"
    " prepare finish update post share forward give bring take pick drop collect pay return remind introduce intro"
    " connect put set schedule arrange organise organize confirm reply answer contact ping dm message meet visit see"
    " talk speak discuss follow follow-up submit file sign print read edit fix move make do try help show invite"
    " propose suggest recover investigate research explore add remove change clean hand lend borrow print upload"
    " publish apply register renew cancel plan think report circulate handle create build design test run open close"
    " raise let provide supply deliver work start begin continue keep complete sort thank nudge poke push mention bump"
    " approve notify implement revise refine incorporate reorder refer nominate harass determine develop seek"
    " monitor merge revert release tag document label land investigate rerun rewrite reschedule hire interview teach"
    " come go join attend host cover swap sand replace repair paint measure copy scan translate record rehearse"
    " decide choose pass bcc cc loop include dig pull quote invoice sell source stop mend wash water feed be have"
    " ratify clarify validate verify examine evaluate assess analyse analyze compile collate gather summarise"
    " summarize distribute consult coordinate co-ordinate liaise negotiate finalise finalize formalise escalate"
    " allocate assign appoint recruit train purchase acquire obtain secure rent lease install configure migrate"
    " deploy refactor rename rebase debug reproduce bisect backport upgrade deprecate enable disable archive restore"
    " tidy sweep empty weed prune hang mount assemble dismantle load unload ship dispatch deposit transfer reimburse"
    " refund settle audit estimate calculate count weigh track transcribe proofread reword rephrase shorten expand"
    " extend reduce trim increase lower adjust tweak align integrate consolidate split combine attach insert delete"
    " locate identify select elect adopt accept postpone defer pursue ensure advise inform warn alert explain"
    " describe outline define specify demonstrate advertise promote publicise publicize announce consider reconsider"
    " rethink revisit recheck double-check address brief conduct advance convene moderate approach trial pilot"
    " procure reset unblock onboard reconcile redo resend reprint restock"
)
CLASSES: Final[dict[str, frozenset[str]]] = {
    "<i>": _set("i we"),
    "<me>": _set("me us"),
    "<you>": _set("you"),
    "<they>": _set("he she they it who"),
    "<them>": _set("him her them"),
    "<obj>": _set("me us him her them you"),
    "<be>": _set("is are am 's was were be"),
    "<act>": ACTS,
    "<any>": _set("anyone someone any some a an one"),
    "<det>": _set("a an the my our his her their some another two three more someone anyone one your its any new"),
    "<adv>": _set("also still just really now then probably definitely both always gladly happily urgently badly"),
    "<need>": _set("need needs"),
    "<want>": _set("want wants"),
    "<say>": _set("said says told promised offered"),
}

_TABLE: Final = """
ask 3.0 | looking|searching|hunting|scouting|advertising|recruiting|desperate|pushing for
ask 2.6 | looking to find|hire|meet|get|rent|buy|borrow|sell|move|join|talk
ask 3.0 | on|after the hunt|lookout
ask 2.2 | is|'s|are after <det>
ask 3.0 | in need of
ask 2.6 | short of|on
ask 2.4 | short <num>
ask 3.0 | <want>
ask 2.6 | wanted <det> <num>
ask 1.8 | wishes|wish to
ask 2.8 | needs|require|requires|seeks|seeking|lacks|craves
ask 2.0 | they|he|she|you need
ask 1.2 | still needs|needed|missing|unfilled|vacant|uncovered|open|none|unsolved
ask 2.2 | still needed
ask 2.5 | he|she|they|who would|wd like|love|kill|welcome|appreciate|give
ask 2.2 | would love|like|appreciate
ask 2.4 | could|can use|do ?with <det>
ask 2.4 | could do with
ask 2.6 | would like|love <det>
ask 2.6 | curious|wondering|wonders|wondered|unsure whether|if|how|about|who|what
ask 2.6 | asked|asks|asking|begged|begs me|us|whether|if|for|could|would|did|do|can|to|about
ask 1.6 | asked|asks who|how|what|where|when|which
ask 2.6 | hoping|hopes|keen|eager|dying to|for find|get|meet|hear|talk|learn|see|move|start|join|someone
ask 2.4 | waiting|waits for|on
ask 2.0 | stuck on|with|for
ask 2.0 | has|have|'s|got not|no found|got|heard|anyone|one
ask 2.2 | hiring|recruiting
ask 2.0 | requests|requested
ask 1.8 | without <det>
ask 2.6 | must have|know|see
ask 3.0 | do <you> know|have
ask 3.0 | does|do|did|has|is|are|can|could|would|will anyone|someone|noone
ask 3.0 | anyone|any know|got|have|free|fancy|want|willing|seen|help|interested|able|chance|way|idea|ideas|tips|recommendations|suggestions
ask 3.0 | can|could|would|will <you> ?please|also|just|all|possibly|maybe|kindly <act>
ask 2.4 | can|could|would|will <you>
ask 2.4 | could|can|may|might|shall <i> please|meet|have|get|talk|borrow|ask|see|set|do|use
ask 3.0 | please|kindly * <act>
ask 1.6 | please
ask 3.0 | let me|us know if|whether|what|when|how|who|which|your|by|the|about|where|of|asap
ask 1.2 | let me|us know
ask 2.6 | <i> would|should like|love|appreciate|welcome <det>|to|it|if|your
ask 2.8 | <i> need <det>|your|help|to you
ask 2.8 | <i> <want> you|your
ask 2.4 | who|whom do|can|could|should <i>
ask 2.6 | know|knows of|any|anyone|someone <any>
ask 2.6 | would <you> mind|like|be|care|pitch|consider|do
ask 2.6 | do|would <you> want|think|mind
ask 2.4 | what|when|where|which|who|how is|are|'s|would|should|shall|can|do|does|did|about|will|time|day|much|many|far
ask 2.0 | has|have|did|does|do|was|were|is|are|should|shall <you>|<i>|this|the|there|it|they|he|she|that
ask 2.2 | give|send|get|drop|call|email|let|tell|show <me>
ask 2.2 | <i> suggest|propose|ask|recommend|request that|you|we|to
ask 2.0 | if <you> could|would|can
ask 1.6 | maybe|perhaps we|you could|can
ask 2.0 | we|i have an|a ?current opening|vacancy|position
ask 1.8 | rsvp
ask 2.6 | looking forward to hearing|your
offer 3.0 | happy|glad|willing|delighted|pleased|prepared|game|open|ready to <act>
offer 2.2 | happy|glad|willing|game
offer 3.0 | offers|offered|offering to|<det>|me|us|help|advice
offer 2.6 | offered|offers
offer 3.0 | can|could <act>
offer 2.6 | can|could * lend|host|drive|introduce|help|get|do|put|offer|share|spare|supply|swap|take|teach|print|send|show|hold
offer 2.4 | would|wd lend|do|drop|sponsor|match|host|call|vouch|say|swap|check|give|help|share|put|introduce|let|sell|take|teach|waive|drive|donate|recommend|be
offer 3.0 | would be happy|glad|willing|delighted|pleased|up
offer 2.8 | lends|lending|waives|waiving|donates|donating|sponsors|comping|vouches
offer 2.8 | giving|gives away
offer 2.8 | going spare|begging|free|cheap
offer 2.6 | free of charge
offer 2.6 | for free|nothing|nowt|gratis
offer 2.0 | at cost
offer 2.4 | no charge
offer 2.2 | on the house
offer 2.8 | help yourself|yourselves
offer 3.0 | feel|you are|'re free|welcome to
offer 2.4 | welcome to
offer 2.6 | is|are|'s ours|yours|mine|there if|for|any|till|whenever|rent-free
offer 2.4 | ours|yours|mine if|for|any|whenever|rent-free
offer 2.4 | first come
offer 2.4 | up for grabs
offer 2.2 | knows someone|a|an|people|the|somebody
offer 2.4 | has|have|got|'s <det> * spare|empty|unused|free|idle|extra
offer 2.2 | spare|free|surplus|leftover
offer 2.2 | for whoever|anyone|any|anybody wants|who|with
offer 2.2 | any time|anytime|whenever
offer 2.0 | if|whenever|when you|we|i|anyone ever need|needs|want|wants|like|fancy
offer 2.6 | let me|us know if you would|want|need|like|are
offer 2.6 | if you need|want|would help|a|any|like|more|someone|to
offer 2.4 | just ask|shout|text|call|say|ring|give
offer 2.0 | will help|vouch|host|lend ?you|anyone|any|out|whenever
offer 1.6 | nothing|doing|sits|stands|sitting|standing empty|unused|nothing|idle
followup 3.0 | will <act>
followup 2.0 | will
followup 3.0 | going|gonna to <act>
followup 2.2 | is|are|am|'s|be to <act>
followup 3.0 | <i> need|have|must|should|ought ?to <act>
followup 2.6 | need|must|should|gotta|have to <act>
followup 2.2 | need|needs to be|go
followup 3.0 | promised|swore|agreed|undertook|vowed|committed|volunteered ?me|?us|?that|to|i|him|her
followup 2.8 | said|told * <i> would|will|shall
followup 2.8 | <i> said|told * would|will
followup 2.6 | said|says he|she|they would|will
followup 3.0 | todo|action|ai
followup 3.0 | remind me|us
followup 3.0 | follow-up with|on|re|about|in|by|next|end|eow
followup 2.8 | follow up with|on|re|about|in|by|next
followup 3.0 | let us|'s meet|talk|speak|catch|get|have|do|plan|try|touch|set|schedule
followup 2.6 | owe|owes|owed|owing
followup 2.8 | agreed|agree to
followup 2.6 | next meeting|call|mtg|session|date|catch-up|1:1|lunch|lesson|appointment|cut|visit
followup 2.2 | don't|not forget
followup 1.4 | meeting|seeing|calling|lunch|coffee|dinner|call|drinks with|on|at|next|tomorrow
followup 2.2 | due
followup 2.2 | <i> shall|am|are to|going
followup 2.2 | <i> am|are|'m sending|calling|meeting|writing|bringing|taking|telling|asking|doing|working|seeing|waiting|going|looking|supposed|meant
followup 2.2 | he|she|they 's|is|are sending|calling|bringing|writing|taking|getting|coming|asking|making|picking|putting|talking|collecting|texting|giving|going
followup 2.0 | sending|bringing|calling|writing|texting|collecting|posting|mailing|getting|taking|drafting
followup 2.4 | put * in|in touch|together
followup 2.6 | back to|on|in me|him|her|them|us
followup 1.8 | yet|still to
followup 2.4 | i am|'m|were to
against -4 | will|would|can|could|do|does|did not
against -2.5 | not|never|no need|longer|thanks
against -4 | turned down|away
against -3 | said|says|told * no
against -3.5 | already|sent|done|fixed|paid|finished
against -3 | would|might|could|should|may have
against -6 | let me|us know if you have any|questions
against -6 | if you have any|further questions|concerns|problems
against -6 | do not hesitate
against -6 | please|pls find|see|note|see attached|attached|below|enclosed
against -5 | hope|hoping|trust you|to|this|all|that
against -5 | look|looking forward
against -5 | hope you
against -5 | feel free to contact|call|email|ask|reach|let
against -6 | thank|thanks you|for|again
against -3 | how was|were|are|is you|your|the|everything|things
against -5 | hereby|confidential|disclosure|recipient|recipients|unsubscribe|privileged|copyright
against -4 | to unsubscribe
against -3 | used to
"""


def _parsed() -> tuple[Cue, ...]:
    cues = []
    for line in _TABLE.strip().splitlines():
        head, _, pattern = line.partition(" | ")
        kind, weight = head.split()
        cues.append(Cue(kind, float(weight), pattern.replace("<num>", "").strip()))  # type: ignore[arg-type]
    return tuple(cues)


CUES: Final = _parsed()
