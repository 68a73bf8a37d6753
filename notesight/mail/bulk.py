"""Say of a mail that it is no conversation: newsletters, automatic replies, delivery failures, receipts, digests, notices.

A person who writes to a mailing list is read like any other; the list's headers alone make nobody a machine.
"""

from __future__ import annotations

import re

from notesight.mail.farewells import SUBSCRIPTION
from notesight.mail.headers import Headers, content_type
from notesight.model import Address

_HEAD_CHARS, _TAIL_CHARS = 1500, 4000

_ROBOT = re.compile(
    r"(?:.{0,40}[._+-])?(?:no[._-]?reply|do[._-]?not[._-]?reply|nicht[._-]?antworten|ne[._-]?pas[._-]?repondre"
    r"|no[._-]?responder"
    r"|noreply\w*|mailer-daemon|postmaster|bounces?|newsletters?|notifications?|notify|notice|auto-?confirm"
    r"|auto-?reply|automated"
    r"|automailer|robot|digest)(?:[._+-].{0,60})?$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:news|updates?|alerts?|marketing|offers?|promo\w*|deals|orders?|billing|invoices?|receipts?|bookings?"
    r"|reservations?|shop|store"
    r"|info|hello|hi|team|contact|service|support|mail|email|account\w*|security|events?|community|members?\w*"
    r"|subscri\w+)(?:[._+-].{0,40})?$",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"\s{0,4}(?:re:\s?)?(?:\[[^\]]{1,30}\]\s?)?(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder"
    r"|answer)|auto:|autoreply"
    r"|out of (?:the )?office|out-of-office|away from (?:my|the) (?:desk|office|mail)|on (?:vacation|holiday"
    r"|leave):?$|i am away"
    r"|abwesenheitsnotiz|abwesend|abwesenheit:|automatische antwort|réponse automatique|absence du bureau"
    r"|message d'absence"
    r"|respuesta automática|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|ufficio)|resposta automática"
    r"|fora do escritório"
    r"|automatisch antwoord|afwezig|automatiskt svar|frånvaro|autosvar|automatisk svar|fraværende|fravær"
    r"|autom?aattinen vastaus|poissa"
    r"|automatyczna odpowiedź|nieobecność|odpowiedź automatyczna|automatická odpověď|nepřítomnost|automatická odpoveď"
    r"|automatikus válasz"
    r"|răspuns automat|automatski odgovor|automaatvastus|автоответ|автоматический ответ|автоматична відповідь"
    r"|otomatik yanıt|自动回复"
    r"|自動返信|自動回覆|자동 회신|자동회신)",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"\s{0,4}(?:undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|report|incomplete)"
    r"|mail delivery (?:failed|failure|"
    r"subsystem|system)|returned mail|failure notice|message not delivered|warning: could not send|unzustellbar"
    r"|nicht zustellbar"
    r"|nachricht nicht zugestellt|non remis|échec de (?:la )?remise|no se puede entregar|mancata consegna"
    r"|onbestelbaar|niet bezorgd"
    r"|kan inte levereras|kan ikke leveres|niedostarcz|nedoručiteln|недоставлен)",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"\b(?:your (?:receipt|order|invoice|payment|booking|reservation|subscription|ticket|purchase|e-?ticket|shipment"
    r"|package)|receipt (?:for|from)"
    r"|order (?:confirm\w+|#|no\.|number)|payment (?:received|confirmation)|invoice #?\w*\d|booking confirm\w+"
    r"|has shipped|ihre bestellung"
    r"|bestellbestätigung|rechnung (?:nr|zu|vom)|auftragsbestätigung|votre (?:commande|facture|réservation)"
    r"|confirmation de commande"
    r"|su (?:pedido|factura|recibo|compra)|il tuo ordine|conferma (?:d')?ordine|uw bestelling|orderbevestiging"
    r"|seu pedido)\b",
    re.IGNORECASE,
)
_DIGEST = re.compile(
    r"\bdigest\b.{0,20}\b(?:vol|issue|number|for)\b|\babridged summary of\b|\bdaily digest\b|\bdigest,? vol",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"\s{0,4}(?:accepted|declined|tentative(?:ly accepted)?|cancell?ed(?: event)?|updated invitation(?: with note)?"
    r"|notification|reminder"
    r"|meeting forward notification|zugesagt|abgelehnt|abgesagt|mit vorbehalt|accepté|refusé|annulé|aceptad[ao]"
    r"|rechazad[ao]|cancelad[ao]"
    r"|accettato|rifiutato|annullato|geaccepteerd|afgewezen|geannuleerd|aceite|recusad[ao]):",
    re.IGNORECASE,
)
_MACHINE_WORDS = re.compile(
    r"(?:this is an? (?:automat\w+|auto-generated|system[- ]generated)|(?:please )?do not (?:reply|respond) to this"
    r"|please don't reply to this"
    r"|this (?:e-?mail|message) (?:was|is|has been) (?:automatically|auto-?)\s?(?:generated|sent)"
    r"|automatically generated (?:e-?mail|message)"
    r"|dies ist eine automatisch|diese (?:e-?mail|nachricht) wurde automatisch|nicht auf diese (?:e-?mail|nachricht)"
    r"|ceci est un (?:message|courriel|e-?mail) automatique|merci de ne pas répondre|este (?:es un )?(?:mensaje"
    r"|correo) automático"
    r"|(?:no responda|non rispondere) a|dit is een automatisch|denna e-post skickades automatiskt"
    r"|to jest wiadomość automatyczna)",
    re.IGNORECASE,
)
_SUBSCRIBED = re.compile(f"{SUBSCRIPTION}|rather not receive|stop receiving|opt[- ]out", re.IGNORECASE)
_MACHINE_CUES = tuple(
    "automat|auto-|autogen|not reply|t reply|not respond|antworten|répondre|responda|rispondere".split("|")
)
_SUBSCRIBED_CUES = tuple(
    (
        "unsubscri|view this|view it|your preferences|your settings|your options|subscription|receiving|received this|were sent"
        "|email was|message was|not receive|stop receiv|opt out|opt-out|abmelden|abbestellen|désabonner|désinscri|darse de baja"
        "|suscripción|iscrizione|disiscri|inscrição|uitschrijven|afmeld|avregistrera|prenumeration|wypisać|subskrypcji|odhlásit"
        "|отписаться|leiratkoz|dezabon|abonelik|退订|配信停止"
    ).split("|")
)
_OF_A_GROUP = re.compile(r"mailing list|google groups|\bgroup\b|listinfo|listserv|subscribed to the", re.IGNORECASE)
_REPLY = re.compile(r"\s{0,4}(?:re|aw|antw|sv|ré|rif|odp|ynt|vs|回复|答复)\s?(?:\[\d{1,3}\])?[:：]", re.IGNORECASE)
_CAMPAIGN = frozenset(
    (b"feedback-id", b"x-campaign", b"x-campaignid", b"x-mc-user", b"x-csa-complaints", b"list-unsubscribe-post")
)


def notice(headers: Headers, sender: Address, subject: str, text: str) -> str | None:
    """What kind of notice a mail is, in plain words for people; None for one that somebody wrote to somebody.

    The words are ``delivery failure``, ``automatic reply``, ``receipt``, ``digest``, ``calendar notice``, ``newsletter``
    and ``notification``. ``text`` is the body; only its beginning and end are looked at.
    """
    kind, parameters = content_type(headers.first(b"content-type"))
    robot = _ROBOT.match(sender.address.partition("@")[0]) is not None
    report = parameters.get("report-type", "").casefold()
    if _failed(headers, kind, report, sender, subject, robot=robot):
        return "delivery failure"
    automatic = _says_automatic(headers)
    if automatic.startswith("auto-replied") or _AUTOMATIC.match(subject):
        return "automatic reply"
    if kind == "multipart/digest" or _DIGEST.search(subject):
        return "digest"
    if "disposition-notification" in report:
        return "receipt"
    return _sent_to_many(headers, sender, subject, text, robot=robot, automatic=bool(automatic))


def _failed(headers: Headers, kind: str, report: str, sender: Address, subject: str, *, robot: bool) -> bool:
    if b"x-failed-recipients" in headers.values or (kind == "multipart/report" and report in ("", "delivery-status")):
        return True
    daemon = sender.address.casefold().startswith(("mailer-daemon", "postmaster"))
    empty = headers.first(b"return-path").strip() == "<>"
    return bool(_FAILURE.match(subject)) and (daemon or robot or empty)


def _says_automatic(headers: Headers) -> str:
    """What the headers say of a machine that sent this; empty when they say nothing or that a person did."""
    stated = headers.first(b"auto-submitted").casefold()
    if stated and not stated.startswith("no"):
        return stated
    replied = (b"x-autoreply", b"x-autorespond", b"x-autoresponse")
    if any(name in headers.values for name in replied) or "auto" in headers.first(b"precedence").casefold():
        return "auto-replied"
    return ""


def _sent_to_many(
    headers: Headers, sender: Address, subject: str, text: str, *, robot: bool, automatic: bool
) -> str | None:
    """Newsletters, notifications and receipts: one sure sign, or two that could each be a person's."""
    names = headers.values.keys()
    answers = bool(_REPLY.match(subject)) or b"in-reply-to" in names
    person = _is_person(sender)
    of_a_list = "mailto:" in headers.first(b"list-post").casefold() or (
        b"list-id" in names and (answers or (person and b"list-subscribe" in names))
    )
    bulk = headers.first(b"precedence").casefold().strip() in ("bulk", "junk")
    leaving = b"list-unsubscribe" in names
    campaign = not _CAMPAIGN.isdisjoint(names)
    ends = (text[:_HEAD_CHARS] + "\n" + text[-_TAIL_CHARS:]).casefold()
    machine = _says(ends, _MACHINE_CUES, _MACHINE_WORDS)
    subscribed = not person and _says(ends, _SUBSCRIBED_CUES, _SUBSCRIBED) and not _OF_A_GROUP.search(ends)
    if of_a_list:
        return "notification" if robot and machine else None
    if not (robot or automatic or bulk or (campaign and leaving and not answers)):
        office = not person and _OFFICE.match(sender.address.partition("@")[0]) is not None
        listed = not person and b"list-id" in names
        suppressed = b"x-auto-response-suppress" in names
        hints = (leaving, listed, campaign and not answers, suppressed, machine, office, subscribed)
        if sum(hints) < 2 or (answers and person):
            return None
    if _CALENDAR.match(subject) or sender.address.casefold().startswith("calendar-notification@"):
        return "calendar notice"
    if _RECEIPT.search(subject):
        return "receipt"
    return "newsletter" if (leaving or campaign or subscribed) and not automatic else "notification"


def _says(text: str, cues: tuple[str, ...], pattern: re.Pattern[str]) -> bool:
    """Whether the pattern stands in a folded text; most hold none of its cues, and these are found much faster."""
    return any(cue in text for cue in cues) and pattern.search(text) is not None


def _is_person(sender: Address) -> bool:
    """Whether an address looks like somebody's own: the name is in it, or its initials are."""
    local = re.sub(r"[^\w]", "", sender.address.partition("@")[0].casefold())
    words = [word for word in re.split(r"[\s,.]+", sender.name.casefold()) if word[:1].isalpha()]
    if not 2 <= len(words) <= 4 or not local:
        return False
    return any(len(word) > 2 and word in local for word in words) or local == "".join(word[0] for word in words)
