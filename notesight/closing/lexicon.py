"""The words that closing goes by: verbs and what follows from them, what a sentence says has happened, will, or has not."""

from __future__ import annotations

import re

_IRREGULAR = (
    "be:was,were,been,is,are,am begin:began,begun break:broke,broken bring:brought build:built rebuild:rebuilt buy:bought"
    " catch:caught choose:chose,chosen come:came cut:cut deal:dealt do:did,done draw:drew,drawn drive:drove,driven eat:ate,eaten"
    " fall:fell,fallen feel:felt find:found fly:flew,flown forget:forgot,forgotten get:got,gotten give:gave,given go:went,gone"
    " grow:grew,grown have:had,has hear:heard hold:held keep:kept know:knew,known lead:led leave:left lend:lent let:let lose:lost"
    " make:made mean:meant meet:met pay:paid put:put read:read ride:rode,ridden ring:rang,rung rise:rose,risen run:ran"
    " say:said see:saw,seen sell:sold send:sent set:set shake:shook,shaken show:showed,shown shut:shut sing:sang,sung sit:sat"
    " sleep:slept speak:spoke,spoken spend:spent stand:stood steal:stole,stolen strike:struck swear:swore take:took,taken"
    " teach:taught tell:told think:thought throw:threw,thrown understand:understood wake:woke wear:wore win:won withdraw:withdrew"
    " write:wrote,written"
)
LEMMAS = {
    form: base for entry in _IRREGULAR.split() for base, _, forms in [entry.partition(":")] for form in forms.split(",")
}
"""Irregular forms of verbs, each with its first form."""
PAST = frozenset(LEMMAS) - frozenset("is are am has put cut let set read shut hit run come be have".split()) | {
    "did",
    "had",
}
"""Irregular forms that tell of something past, wherever they stand."""
UNCHANGED = frozenset("put cut let set read shut".split())
"""Past and present look alike: past where nothing speaks of what is to come."""
NO_VERB = frozenset(
    "need indeed speed feed bleed breed seed weed bed red shed sped wed hundred sacred naked tired aged embed used"
    " supposed interested excited worried wanted needed hoped planned promised asked offered expected scheduled agreed"
    " intended meant thought said told wondered proposed invited wished loved missed".split()
)
"""What ends or looks like a past form and does not tell that anything was done."""
RESULT = frozenset(
    "done filed paid sent arrived received delivered finished completed complete published printed signed live halfway sorted"
    " settled fixed shipped posted booked out went came ok okay fine invoice invoiced check cheque receipt deposited accepted"
    " approved hired thanks thank".split()
)
"""Words for how something stands when it was done."""

NOTHING = frozenset(
    "a about above after again ago all almost already also although always am an and another any anybody anyone anything are"
    " as at"
    " away back be because been before being below between both but by came can come could did do does doing done down each early"
    " either else enough even ever every everybody everyone everything few first for from further gave get gets getting give go"
    " goes going got had half has have having he her here hers herself him himself his how i if in into is it its itself"
    " just keep"
    " kept know last late later least less let like likes little long lot lots made make makes many may maybe me mean might mine"
    " more most much must my myself near need needs never new next no nobody none nor not nothing now of off often ok on once one"
    " only onto or other others our ours out over own perhaps put quite rather re really right said same say says see seem seen"
    " sent several shall she should since so some somebody someone something soon still such sure take takes tell than that the"
    " their theirs them then there these they thing things think this those though three through till to told too took toward two"
    " under until up upon us use used very via wait want wanted wants was way we well went were what whatever when where whether"
    " which while who whom whose why will with within without would yes yet you your yours ll ve don didn won isn doesn d s t m w"
    " today tomorrow yesterday tonight morning afternoon evening week weekend month year day days time times hour hours minute"
    " promise promised ask asked asks ai todo remind please thing good great nice big small old im ill id hi hello dear regards"
    " best cheers yeah um uh oh anyway calendar schedule agenda diary list look looking search searching seek seeking leave"
    " left leaving somewhere nowhere anywhere everywhere"
    " three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
    " thirty forty fifty sixty seventy eighty ninety hundred thousand dozen half".split()
)
"""Words that tell nothing of what something is about."""
COMMON = frozenset(
    "about add answer app bit book bring business call change chat client coffee company copy date deal detail discuss dinner"
    " doc document draft email end event file find follow form friend group happy help home house idea info job keep kind"
    " lead line"
    " link list look love lunch mail man matter meet meeting message money move name news note notes number offer office"
    " order page"
    " part paper people person phone place plan play point post problem project question read reason reply report result"
    " review run"
    " schedule send set share show side start story stuff talk team test text touch try turn update visit walk watch word words"
    " work world write group side version copy info contact number thing meeting call open close pay sell cost buy owe"
    " floor table room town road".split()
)
"""Words that many things are about: they tell less, one alone does not tell one thing from another."""
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october"
    " november december jan feb apr jun jul aug sept oct nov dec mon tue tues wed thu thurs fri".split()
)

SYNONYMS = (
    "comment note feedback remark edit markup annotation",
    "manuscript ms typescript",
    "contract agreement paperwork papers terms clause",
    "email mail",
    "resume cv application vouch reference interview hire",
    "price figure quote estimate bid quotation",
    "invoice bill payment fee",
    "photo photograph picture shot pic",
    "article feature story piece column essay",
    "copy word text wording paragraph",
    "site website webpage homepage page",
    "flat apartment room place",
    "intro introduction introduce",
    "phone ring call",
    "car ride lift",
    "slides deck presentation",
    "job position role post posting vacancy",
    "pictures photos images",
)
"""Words that stand for one another when somebody tells of the same thing again."""

INTRODUCES = re.compile(
    r"\b(?:introduc\w+|intro|in touch|connect\w*|together|mention(?:s|ing)? (?:me|us|him|her)|recommend\w*|refer\w*"
    r"|(?:bring|brings|bringing) (?:me|us|him|her|them) up|tell\w* \w+ about me"
    r"|(?:my|his|her|their|the|\w+['’]s) (?:name|number|address|details|contact|card))\b",
    re.IGNORECASE,
)
"""A promise to bring people together, or to hand on how one can be reached."""
INTRODUCED = re.compile(
    r"\b(?:intro|intros|introduced|introduction|connected|in touch|put (?:me|us|him|her|them|\w+ and \w+) together)\b",
    re.IGNORECASE,
)
"""That people were brought together."""
CALLS = re.compile(
    r"\b(?:call|calls|calling|ring|rings|phone|phones|write|writes|text|visit|come by|drop by|get back to|get in touch)\b",
    re.IGNORECASE,
)
"""A promise to get in touch oneself."""
IN_TOUCH = re.compile(
    r"\b(?:called|phoned|rang|wrote|emailed|texted|messaged|dm['’]?d|replied|answered|contacted|visited|came by|met|vouched|hired"
    r"|accepted|signed|paid|been told|been in touch|got in touch|needs|wants|asked (?:me|us|for)|done|filed|in the flesh)\b",
    re.IGNORECASE,
)
"""What tells that somebody is in touch now, or that work came of it."""
DELIVERS = re.compile(
    r"\b(?:attached|enclosed|here (?:is|are|it is|they are|you go)|here['’]s|please find|as promised|as requested"
    r"|i(?:['’]ve| have) (?:just |now )?(?:sent|put|done|added|uploaded|shared|booked|spoken|fixed|paid))\b",
    re.IGNORECASE,
)
"""What a reply says that brings what was asked for or promised."""
WITHDRAWS = re.compile(
    r"\b(?:no longer (?:looking|needs?|needed|wants?|interested|after|searching)"
    r"|(?:not|n['’]t|stopped|quit|done|given up|gave up) (?:be )?(?:looking|searching|hunting)(?: any ?more| now)?"
    r"|(?:not|n['’]t) (?:need|want|looking for|interested in)\b.{0,40}\bany ?(?:more|longer)"
    r"|no need (?:for|to)|off the market|changed (?:his|her|their|my) mind|fell through|called (?:it )?off"
    r"|(?:is|are|was|has been|'s|’s) (?:filled|taken|cancelled|canceled)|never ?mind"
    r"|(?:has|have|'s|’s|'ve|’ve)? ?(?:already |finally |just )?found (?:one|someone|somebody|a|an|her|his|their|the)\b)",
    re.IGNORECASE,
)
"""What tells that somebody does not want any more what they asked for, or has it."""
DENIES = re.compile(
    r"\b(?:not|never|nothing|nobody|still|without|forgot|forgotten|refused|declined|overdue|waiting|unless|waits|if only"
    r"|no (?:answer|reply|word|news|sign|luck)|yet to|neither|hardly|cannot)\b|n['’]t\b",
    re.IGNORECASE,
)
"""What tells that something was not done."""
PLANS = re.compile(
    r"\b(?:will|shall|should|must|may|might|can|could|would|wants?|going to|gonna|needs?|has to|have to|hopes?"
    r"|plans?|plan to|todo"
    r"|to do|tomorrow|next (?:week|month|year|time|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*)|remind me|let me|let['’]s|please|tbd"
    r"|ready by|due|promised?|owes?|ask|nudge|ai:)\b|['’]ll\b|\?",
    re.IGNORECASE,
)
"""What tells of something to come, or asks for it."""
PAYS = re.compile(
    r"\b(?:invoice[ds]?|paid|pays|check came|cheque came|deposit|signed for|half up front)\b|[$€£]\s?\d", re.IGNORECASE
)
"""Money that follows when something was delivered."""
CHARGES = re.compile(r"\b(?:my invoice|invoiced?|paid|check came|cheque came|signed for)\b", re.IGNORECASE)
"""The same, said so plainly that it has happened."""
LIKED = re.compile(
    r"\b(?:lik(?:ed|es)|lov(?:ed|es)|enjoyed|took|used|read|got|has|praised|approved|accepted|shows"
    r"|thanks? (?:you )?(?:so much |again )?for)"
    r"\b.{0,40}\b(?:my|your|our|the|idea|it)\b",
    re.IGNORECASE,
)
"""What somebody does with what they were given."""
SINCE = re.compile(r"\b(?:now|since|already|at last|finally)\b", re.IGNORECASE)
"""That something has come to be so."""
HAS_IT = re.compile(r"\b(?:has|have|had|got|gets) (?:the|my|our|his|her|it|them|all|one|two|three|\d)", re.IGNORECASE)
"""That somebody has what they were to get."""
MY_WORK = re.compile(
    r"\bmy (?:words?|copy|texts?|notes|site|piece|draft|edits|pages?|pictures|photos|email|mail)\b", re.IGNORECASE
)
STANDS = re.compile(
    r"(?:\b(?:is|are|was|were)|['’](?:s|re)) (?:\w+ )?(?:up|in|on|out|here|there|back|home|over|ready|mine|ours)\b"
)
"""How something stands that was to be done: "the ramp's up", "the pews are in"."""
MEETS = frozenset("go come see visit meet drop walk pop call-in lunch dinner coffee tea look".split())
"""What somebody does who meets another: first forms, as stems."""
REACHES = frozenset("call ring phone write email mail text ask tell talk speak".split())
"""And who gets in touch."""
PROGRESS = re.compile(r"\b(?:half ?way through|started on|in the middle of|nearly done|well into)\b", re.IGNORECASE)
RECALLS = re.compile(r"\bremember (?:the|my|our|her|his)\b", re.IGNORECASE)
PERFECT = re.compile(
    r"\b(?:have|has|had|having)\s+(?:\w+ly\s+|just\s+|now\s+|all\s+|finally\s+)?"
    r"(?:\w+ed|been|run|come|become|put|cut|read|set|let|hit|shut)\b"
    r"|['’](?:ve|d|s) (?:just |finally |now )?been\b",
    re.IGNORECASE,
)
"""Has run, had been: done by now."""
GOES_ON = re.compile(r"\b(?:he|him|his|she|her|hers|they|them|their)\b", re.IGNORECASE)
"""Somebody who was named before."""
ME = re.compile(r"\b(?:i|me|my|mine|we|us|our)\b", re.IGNORECASE)
"""The writer."""
I_DID = re.compile(
    r"\W*(?:(?:and|so|then|but|ok|also|today|yesterday|finally)\W+)*(?:i|we)(?:['’](?:ve|d))?\b", re.IGNORECASE
)
"""A clause of which the writer is the subject."""
UNSURE = re.compile(
    r"\b(?:if|maybe|perhaps|probably|think|thinks|thought|guess|almost|nearly|part(?:ly| of)|half|some of|draft"
    r"|most of|says?|said|told"
    r"|apparently|supposedly|hopefully|another|wrong|old|except|but)\b",
    re.IGNORECASE,
)
"""What keeps a sentence from being certain."""
STANDS_FOR = re.compile(
    r"\b(?:it|them|these|those|mine|both|ones?|some|that)\b(?! (?:is|was|be|will|would)\b)|\bit['’](?:ll|s)\b",
    re.IGNORECASE,
)
"""A word that stands for what was named before."""
PAYING = frozenset("pay refund transfer wire settl reimburs deposit".split())
"""What somebody does who owes money: first forms, as stems."""
OWED = re.compile(
    r"\bow(?:e|es|ed|ing)\b.{0,30}[$£€]\s?\d|\b(?:deposit|invoice|bill|fee|payment|refund)\b", re.IGNORECASE
)
MONEY_CAME = re.compile(
    r"\b(?:cheque|check|payment|money|transfer|deposit|cash|invoice|bill|fee|refund|sum|rest|half)(?: \w+){0,3}"
    r" (?:came|come|landed|arrived|cleared|paid|settled|banked)\b|\b(?:paid|transferred|settled up|squared up)\b",
    re.IGNORECASE,
)
"""That money has come."""
TO_DO = re.compile(
    r"\W*\[ ?\]|\W*(?:to ?do\b|still to)"
    r"|\W*(?:ask|nudge|remind|tell|send|mail|email|post|call|ring|write|get|buy|book|find|check|chase|thank|bring|fix|pay"
    r"|order)\b(?! me\b)"
)
"""A line of a list of things to do."""
GREETS = re.compile(
    r"\W*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening))\b[^.!?]{0,40}[,:!.]?\s*$", re.IGNORECASE
)
"""A line that only greets."""
WHOLE = frozenset(
    "counter letter number matter corner winter summer dinner paper water border leather weather feather silver master poster"
    " sister brother mother father river tower flower shower power quarter order ladder lumber timber plaster butter shoulder"
    " computer supper chapter cover cellar finger hammer copper pepper tender under offer answer centre center".split()
)
"""Words that end as those for who does something, and are none."""
AUTOMATIC = re.compile(
    r"\b(?:out of (?:the )?office|automatic reply|auto-?reply|away from my (?:desk|mail)|on (?:annual )?leave until"
    r"|limited access to e?-?mail)\b",
    re.IGNORECASE,
)
"""A reply that a machine wrote."""
