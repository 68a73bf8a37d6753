"""The words by which a note tells that somebody was met, and where: verbs, settings, and what takes it back. Pure tables."""

from __future__ import annotations

import re

_I = re.IGNORECASE

SETTINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{words})\b", _I))
    for name, words in (
        ("school gate", r"school (?:gates?|run|yard)|pick-?up line|drop-?off|playground|kita|nursery gate|kindergarten"),
        ("interview", r"interview(?:ed|ing|s)?|informational"),
        ("video call", r"zoom|video ?call|facetime|google meet|teams call|skype"),
        ("call", r"calls?|phone call|phoned?|rang|rung|on the (?:phone|line)|telephoned?|voicemail"),
        ("message", r"texts?|texted|by text|dms?|dm[’']?d|dmed|messaged?|messages|whatsapp|signal|telegram|pinged|slack(?:ed)?"),
        ("comment", r"comment(?:s|ed)?|linkedin|replied to my post|under my post|mastodon|bluesky|twitter|instagram"),
        ("mail", r"e-?mail(?:s|ed)?|mail(?:s|ed)?|inbox|wrote (?:back|me|to me|to say)"),
        ("post", r"postcards?|letter from|by post|parcel"),
        ("coffee", r"coffees?|espressos?|café|cafe|flat white|cappuccino"),
        ("tea", r"tea|cuppa"),
        ("lunch", r"lunch(?:es)?|brunch|noodle place|canteen"),
        ("dinner", r"dinners?|supper"),
        ("breakfast", r"breakfasts?|bagels?"),
        ("drinks", r"drinks?|beers?|pints?|pub|happy hour|apéro|aperitif"),
        ("party", (r"part(?:y|ies)|barbecues?|bbq|cookout|weddings?|birthday|reception|housewarming|fourth of july|baby shower|"
                  r"bachelorette|christening|bar mitzvah|solstice|potluck|open house|private view|vernissage|funeral|wake")),
        ("meetup", (r"meet-?ups?|conference|fair|festival|hackathon|barcamp|stammtisch|panel|expo|convention|open mic|reading|"
                   r"networking|book launch|launch|summit|demo day|get-?together")),
        ("class", r"class(?:es)?|course|seminar|workshop|lesson|evening school|bootcamp|lecture"),
        ("gym", (r"gym|yoga|pilates|callanetics|spin class|zumba|swimming|pool|parkrun|running club|five-a-side|climbing|"
                r"bouldering|on the mats|choir|rehearsal|allotment|dog park|sauna")),
        ("hairdresser", r"haircuts?|hair(?:dresser|stylist)|stylist|salon|barber"),
        ("group", r"(?:writing|book|reading|support|working|study|local) (?:group|club|circle)|book club|co-?op|choir|committee"),
        ("walk", r"walk(?:ed|s)?|hike|stroll|up the canal"),
        ("meeting", r"meetings?|minutes|1:1s?|one-?on-?one|stand-?up|kick-?off|review meeting|workshop day|jour fixe|present:"),
        ("train", r"on the (?:train|tram|bus|plane|ferry)|tram stop|bus stop|in the queue|airport"),
        ("library", r"library|bookshop|museum"),
        ("visit", r"visit(?:ed)?|porch|came (?:by|over|round)|dropped (?:by|in)|stopped by|at (?:his|her|their) place|round at"),
        ("at work", r"at work|office|coffee machine|water cooler|corridor|last (?:friday|day) at"),
    )
)  # fmt: skip
"""What a contact is called, and the words that say so; where several stand, the one that stands first counts."""

EVENTS = frozenset(
    {"party", "meetup", "class", "gym", "group", "meeting", "school gate", "call", "video call", "hairdresser", "lunch",
     "coffee", "dinner", "breakfast", "drinks", "tea", "library", "visit", "comment", "walk"}
)  # fmt: skip
"""Settings in which whoever begins a line of the note was there."""
MEAL = r"(?:coffees?|tea|lunch(?:es)?|dinner|breakfast|brunch|supper)"
_OCCASION = (
    rf"{MEAL}|drinks?|beers?|pints?|walk|call|chat|meeting|meet-up|catch-up|catchup|talk|evening|day|hours?|morning|afternoon|"
    r"interview|swap|session|lesson|zoom|1:1|one-on-one|workshop|rehearsal|noodles|soup|cake|desk|table|lift|taxi|weekend"
)
OCCASION_WITH = re.compile(
    rf"\b(?:{_OCCASION})\b(?:[ (][\w’'-]+){{0,3}} (?:with|w/)\s*$"
    r"|\b(?:e-?mail|mail|message|text|call|letter|postcard|card|visit|dm|comment|voicemail|parcel) from(?: one)?\s*$",
    _I,
)
"""What stands right before the name of somebody who was there, and ``was`` by whichever verb."""
I_DID = re.compile(
    r"\b(?:met(?: up)?(?: with)?|saw|visited|rang|phoned|telephoned|called|ran into|bumped into|caught|caught up with|"
    r"(?:spoke|talked|chatted) (?:to|with)|stayed (?:on )?(?:\w+ )?(?:with|w/)|sat (?:with|next to|beside)|"
    r"e-?mailed|mailed|wrote (?:back )?to|answered|texted|messaged|pinged|dm[’']?d|interviewed|told|asked|thanked|promised|"
    r"gave|sent|forwarded|showed|invited|hugged|shared (?:a|the|my|our) \w+ with|swapped \w+ with|introduced myself to|"
    r"(?:collected|picked up|borrowed|bought|fetched)(?: \w+){1,4} from|read|over (?:coffee|lunch|tea|dinner|breakfast) with|"
    r"on the phone (?:with|to)|in person with|present|attendees|attending|in the room)(?:\s*:)?\s*$",
    _I,
)
"""What the owner did, right before the name of whom it was done with."""
ELIDED = re.compile(
    r"^\W*(?:(?:and|but|so|then|also|just|finally|today|yesterday|later|same day)\b[\s,:]*)*$",
    _I,
)
"""What may stand before such a verb for it to be the owner who did it."""
THEIR_VERB = (
    r"(?:(?:called|rang|phoned|telephoned)(?! (?:off|it|him|her|them|by|out)\b)|texted|e-?mailed|mailed|wrote|messaged|pinged|"
    r"replied|answered|commented|dm[’']?d|says?|said|asked|asks|told (?:me|us|everyone)|tells me|offered|mentioned|"
    r"(?:showed|gave|handed|lent|bought|brought|sent|poured) (?:me|us)|came (?:by|over|round|home|for|with|along|all|up to)|"
    r"came|dropped (?:by|in)|stopped (?:me|by)|joined (?:me|us)|met me|kept me|pulled me|caught me|sat|hugged me|laughed|"
    r"nodded|promised|thinks|reckons|admitted|explained|confessed|suggested|proposed|invited me|introduced me|snorted|winked|cried|"
    r"walked|accepted|agreed|signed|grinned|shrugged|insisted|warned|apologi[sz]ed|thanked me|waved|was (?:there|here|back)|"
    r"made me|took me|drove me|read my|took my|corrected|wanted to know|wants to know|wondered|had me|got me|let me|"
    r"on the phone|at last|in person|in the flesh|and I\b|& I\b|and me\b|met (?:at|in|on|by|over|through))"
)
THEY_DID = re.compile(
    r"^(?:[’']s (?:\w+ )?(?=on the phone))?(?:\s*\([^)\n]{0,70}\))?(?:,[^,.;:\n]{1,70},)?"
    r"(?:\s*[,–—:-])?(?:\s+(?:also|just|then|finally|both|even|still|once|actually|again|himself|herself|themself|has|had|"
    rf"kindly|apparently|suddenly|already|only|really|too|an hour[^.\n]{{0,20}}))*[\s,!–—-]*{THEIR_VERB}\b",
    _I,
)
"""What somebody did who was there, right behind the name."""
THEY_SAID = re.compile(
    rf"\b(?:she|he|they)\s+(?:just |then |also |always |only )?{THEIR_VERB}\b"
    r"|\b(?:i|we)\s+(?:\w+ )?(?:told|asked|thanked|promised|met|caught|rang|called|hugged|gave) (?:him|her|them)\b"
    r"|(?:^|[.!?\n] ?)(?:told|asked|caught|met|saw|rang|called|thanked|promised|gave|hugged|emailed|texted) (?:him|her|them)\b"
    r"|(?:^|[.!?\n]\s?)(?:asked|told|showed|gave|offered|handed|bought|invited|kept|wants?(?: to know)?) (?:me|us)\b"
    r"|\btold me\b",
    _I,
)
"""The same where the name stands before, and only "she", "him" here."""
TALKED = re.compile(
    r"\bi (?:said|told|took|asked|promised|gave|swapped|countered|offered|reminded)\b|\basked (?:did|if|whether|me|for)\b"
    r"|\btold (?:me|him|her|them)\b|\bwe (?:talked|spoke|said|agreed|met|swapped|sat|laughed)\b"
    r"|\b(?:she|he|they) (?:said|says|asked|asks|told me|laughed|nodded)\b|[“\"«][^”\"»\n]{3,200}[”\"»]",
    _I,
)
"""That two talked, anywhere in a note that begins with a name."""
NOT_YET = re.compile(
    r"\b(?:not|never|cannot|can[’']t|won[’']t|didn[’']t|haven[’']t|hasn[’']t|wasn[’']t|don[’']t|should|must|will|need to|needs to|"
    r"have to|wants?|want to|wants to|going to|would like to|hope to|plan to|meant to|supposed to|to|if|before|until|unless|"
    r"instead of|whether|find out|let[’']s|please|could|would|might|may|i[’']ll|we[’']ll|he[’']ll|she[’']ll|they[’']ll|todo|remember to|when)"
    r"\s+(?:\w+\s+){0,2}$|(?:->|→|⇒|\[ \]|\btodo:?|\bai:|\bnext:)[^.;\n]*$",
    _I,
)
"""What makes a plan, a wish or a no of the words behind it."""
AHEAD = re.compile(
    r"\b(?:tomorrow|tmrw|next (?:week|month|year|mon|tue|wed|thu|fri|sat|sun)\w*|the day after|is (?:set|booked|planned)|"
    r"in (?:a|two|three) (?:days?|weeks?|months?))\b",
    _I,
)
"""A day to come: what is said to happen on it has not happened."""
ABSENT = re.compile(
    r"\b(?:apolog(?:y|ies)|absent|regrets|excused|sends? (?:her|his|their) (?:love|regards))\b[^.\n]*$", _I
)
PASSED_ON = re.compile(
    r"\b(?:g[ai]ve|gives|giving|pass(?:ed|es|ing)?(?: on)?|drop(?:ped)?)\b[^.;\n]{0,60}\b(?:name|number|address|details|card)\b"
    r"|\btold\b[^.;\n]{1,60}\b(?:about (?:me|my)|that i|i )|\btalk(?:ed|ing|s) me up\b|\bput(?:s|ting)? (?:in a word|me up|my name)\b"
    r"|\bbr(?:ing|ought) me up\b|\bvouch(?:ed|es)?\b|\b(?:put|puts) (?:us|me) in touch\b|\bintroduce[sd]? (?:us|me)\b"
    r"|\bmention(?:ed|s)? me\b|\brecommend(?:ed|s)? me\b|\bthrough\b",
    _I,
)
"""What tells that somebody speaks of me, or for me, to somebody else."""
THEIR_MAIL = re.compile(
    r"^\]*[’']s? (?:\w+ ){0,2}(?:e-?mail|mail|message|letter|note|text|postcard|reply|answer|card) (?:came|arrived|is here|landed|turned up)",
    _I,
)
"""What somebody wrote that has come, right behind the name."""
AUTOMATIC = re.compile(
    r"^\W*(?:(?:re|aw|fwd?)\s*:\s*)*(?:auto(?:matic|mated)?[ -]?(?:reply|response|antwort)|out of (?:the )?office|ooo\b|abwesenheit|"
    r"automatische antwort|réponse automatique|absence du bureau|respuesta automática|undeliver|mail delivery|"
    r"delivery status|returned mail|failure notice|vacation (?:reply|response))",
    _I,
)
"""Subjects of mails that no human being wrote for the occasion."""


_CALLED = re.compile(r"\b(?:called|rang|phoned|telephoned)\b", _I)
NOTICES = frozenset(
    {
        "delivery failure",
        "automatic reply",
        "receipt",
        "digest",
        "calendar notice",
        "newsletter",
        "notification",
        "by hand",
    }
)
"""Channels of documents by which nobody was in touch."""
SAME = {
    "e-mail": "mail", "email": "mail", "phone": "call", "telephone": "call", "phone call": "call", "zoom": "video call",
    "teams": "video call", "meet": "video call", "text": "message", "sms": "message", "dm": "message", "whatsapp": "message",
}  # fmt: skip
"""Other words for the same channel, as one states them."""
GROUPS = frozenset({"party", "meetup", "class", "gym", "group", "meeting", "school gate", "comment"})
"""Settings in which more people are met than one, also when one of them is named first."""
TELLING = re.compile(r"\b(?:told|asked|thanked|sent|promised|forwarded|gave|answered)\W*$", _I)
"""What is done with somebody who need not be there."""
ASIDE = re.compile(r"^\W*(?:also|nb|same day|later|separately|ps|p\.s\.|btw)\b", _I)


def of_cue(cue: str) -> str | None:
    """The setting that a verb or an occasion tells."""
    return "call" if _CALLED.search(cue) else setting(cue)


def setting(text: str) -> str | None:
    """The channel or setting that words tell: the first that stands in them; ``None`` when they tell none."""
    found = [(place.start(), n, name) for n, (name, words) in enumerate(SETTINGS) if (place := words.search(text))]
    return min(found)[2] if found else None
