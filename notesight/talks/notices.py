"""What a chat program writes in somebody's place: pictures left out, messages deleted, who joined, what was edited.

Android puts most of it in angle brackets, the iPhone sets a mark of direction before it; so most languages need no list.
"""

from __future__ import annotations

import re

_MARK = "\u200e"
_BRACKETED = re.compile(r"[\u200e\u200f]?<[^<>\n]{3,120}>[ \t\r]*(?:\n|$)")
_ATTACHED = re.compile(
    r"[\u200e\u200f]?[^\n]{1,120}?\.\w{2,5} \((?:file attached|Datei angehängt|fichier joint|archivo adjunto|file allegato|"
    r"arquivo anexado|ficheiro anexado|bestand bijgevoegd)\)[ \t\r]*(?:\n|$)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[ \t]*(?:\u200e<[^<>\n]{3,120}>|<[^<>\n:/@]{10,60}>)\s*$")
_WHOLE = re.compile(
    r"(?:null|this message was deleted|you deleted this message|(?:missed )?(?:voice|video) call|waiting for this message.{0,80}"
    r"|diese nachricht wurde gelöscht|du hast diese nachricht gelöscht|verpasster (?:sprach|video)anruf"
    r"|ce message a été supprimé|vous avez supprimé ce message|appel (?:vocal|vidéo) manqué"
    r"|se eliminó este mensaje|este mensaje fue eliminado|eliminaste este mensaje|(?:llamada|videollamada) perdida"
    r"|questo messaggio è stato eliminato|hai eliminato questo messaggio|chiamata (?:vocale|video) persa|(?:video)?chiamata persa"
    r"|mensagem apagada|esta mensagem foi apagada"
    r"|você apagou esta mensagem|apagou esta mensagem|(?:ligação|chamada) (?:de voz|de vídeo) perdida"
    r"|dit bericht is verwijderd|(?:u|je) hebt dit bericht verwijderd|gemiste (?:spraak|video)?oproep"
    r"|(?:image|video|video note|audio|sticker|gif|contact card|document|photo|voice message) omitted"
    r"|(?:bild|video|audio|sticker|gif|dokument|kontaktkarte) (?:weggelassen|ausgelassen|nicht enthalten)"
    r"|(?:image|vidéo|audio|sticker|gif|document|autocollant) (?:omise?|absente?|manquante?)"
    r"|(?:imagen|video|audio|sticker|gif|documento|tarjeta de contacto) omitid[oa]"
    r"|(?:immagine|video|audio|sticker|gif|documento|adesivo) (?:omess[oa]|non inclus[oa])"
    r"|(?:imagem|vídeo|áudio|figurinha|gif|documento|cartão de contato) (?:omitid[oa]|ocultad[oa])"
    r"|(?:afbeelding|video|audio|sticker|gif|document|contactkaart) weggelaten)[.]?",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:changed|created|added|removed|joined|left|started a call|turned (?:on|off)|pinned|deleted"
    r"|hat|haben|wurde|hast|a changé|a modifié"
    r"|a créé|a ajouté|a rejoint|avez|cambió|cambiaste|creó|añadió|agregó|se unió|eliminó|ha cambiato|ha creato|ha aggiunto|hai"
    r"|mudou|alterou|criou|adicionou|entrou|você|heeft|hebt|is toegevoegd)\b",
)
_ENCRYPTED = re.compile(
    r"end-to-end|ende-zu-ende|bout en bout|extremo a extremo|end-to-end|crittografia|ponta a ponta|eind-tot-eind|whatsapp",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 400


def own_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Where in a message ``text[start:end]`` the words stand that somebody wrote; an empty stretch when none do."""
    words = text[start:end]
    bare = words.strip()
    first_line = bare.split("\n", 1)[0]
    if not bare or (first_line == bare and (_WHOLE.fullmatch(bare.strip(_MARK + " ")) or _is_marked(bare))):
        return end, end
    lead = _BRACKETED.match(words) or _ATTACHED.match(words)
    begin = lead.end() if lead else 0
    tail = _TAIL.search(words, max(begin, len(words) - 200))
    stop = tail.start() if tail else len(words)
    if not words[begin:stop].strip():
        return end, end
    return start + begin, start + stop


def _is_marked(line: str) -> bool:
    """Whether the iPhone wrote a line: it sets a mark before its words, or behind the name of a document."""
    return line.startswith(_MARK) or (f"• {_MARK}" in line and line.count(_MARK) > 1)


def is_event(label: str) -> bool:
    """Whether what stands before a colon tells what somebody did, and is no name: "Ana changed the subject to "Van"."""
    return any(sign in label for sign in '"“”«»<>') or (len(label.split()) > 2 and _EVENT.search(label) is not None)


def is_about_the_chat(line: str) -> bool:
    """Whether a line without a speaker is one that WhatsApp writes at the top of every chat."""
    return len(line) < _LONGEST_NOTICE and _ENCRYPTED.search(line) is not None
