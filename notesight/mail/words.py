"""The words that mail programs put around other people's words, in the languages they are set to.

Each table is text: alternatives stand between bars, and a line is as a rule one language. All are compared folded.
"""

from __future__ import annotations

_LABELS = {
    "from": """from|author|de|van|von|da|od|fra|från|lähettäjä|expéditeur|émetteur|remitente|mittente|afzender|absender
        |remetente|nadawca|feladó|odesílatel|odosielateľ|de la|expeditor|expeditorul|šalje|pošiljatelj|saatja|avsändare
        |afsender|avsender|від|від кого|відправник|от|от кого|отправитель|kimden|gönderen|από|de part de|nuo
        |发件人|发信人|寄件人|寄件者|寄信人|差出人|送信者|送信元|보낸 사람|보낸사람|từ""",
    "date": """date|sent|sent at|sent on|received|date sent|datum|dato|data|fecha|dată|dátum|dátum elküldve|tarih|дата
        |gesendet|gesendet am|sendedatum|envoyé|envoyé le|envoyée|date d'envoi|enviado|enviado el|enviada el|enviados
        |fecha de envío|inviato|inviata|inviato il|data invio|verzonden|verzonden op|enviada|enviada em|enviado em
        |data de envio|skickat|skickat den|sendt|sendt den|wysłano|data wysłania|lähetetty|päivämäärä|päiväys|elküldve
        |küldve|küldés dátuma|odesláno|odoslané|dátum odoslania|trimis|trimis la|poslano|datum slanja|saadetud|kuupäev
        |отправлено|дата отправки|відправлено|надіслано|дата надсилання|gönderildi|gönderilen|gönderme tarihi
        |gönderilme tarihi|στάλθηκε|ημερομηνία|enviat|išsiųsta|nosūtīts|发送时间|发送日期|发件时间|日期|时间|寄件日期
        |傳送日期|傳送時間|日付|日時|送信日時|送信日|날짜|보낸 날짜|보낸날짜|ngày|đã gửi""",
    "to": """to|recipient|recipients|an|empfänger|à|a|pour|destinataire|destinataires|para|per a|destinatario
        |destinatarios|destinatari|destinatário|aan|ontvanger|til|till|mottagare|modtager|mottaker|do|dla|adresat|odbiorca
        |komu|příjemce|pre|vastaanottaja|címzett|címzettek|către|destinatar|destinatarul|prima|za|primatelj|adressaat
        |saaja|кому|получатель|одержувач|kime|alıcı|προς|kam|收件人|收件者|收信人|宛先|送信先|받는 사람|받는사람|đến""",
    "cc": """cc|c.c.|kopie|kopie (cc)|copie|copie à|copia|copia a|con copia|cópia|kopia|kopi|kopi til|kopio|kopija|koopia
        |kópia|copie carbon|copie la|másolat|másolatot kap|másolat (cc)|dw|udw|do wiadomości|копия|копія|bilgi|κοιν
        |抄送|抄送人|副本|参照|참조""",
    "subject": """subject|re|betreff|betr|betreffzeile|objet|sujet|asunto|assumpte|oggetto|onderwerp|assunto|ämne|emne|temat
        |tytuł|aihe|otsikko|тема|относно|konu|předmět|predmet|vec|tárgy|subiect|subiectul|naslov|teema|pealkiri|θέμα|tema
        |temats|主题|主旨|主旨/主題|标题|件名|題名|제목|chủ đề""",
    "other": """bcc|cci|cco|ccn|bcc/blindkopie|blindkopie|blindkopia|bilgi gizli|skjult kopi|titkos másolat|piilokopio
        |скрытая копия|密送|importance|priority|sensitivity|reply-to|reply to|replyto|attachments|attachment|attached
        |resent-from|resent-date|organization|organisation|when|where|start time|end time|required|optional
        |required attendees|optional attendees|message-id|mailing list|mailing-list|list|sent by|conversation|categories
        |x-mailer|newsgroups|references|in-reply-to|signed by|mailed by|mailed-by|signed-by|security|importance haute
        |wichtigkeit|priorität|anlagen|anhang|anhänge|antwort an|antworten an|organisation:|importancia
        |prioridad|datos adjuntos|adjuntos|responder a|pièces jointes|pièce jointe|répondre à|priorité|priorità|allegati
        |rispondi a|prioriteit|urgentie|bijlagen|antwoord aan|beantwoorden aan|anexos|prioridade|importância
        |svar til|svara till|vedhæftede filer|vedlegg|bifogade filer|bilagor|prioritet|vikt|viktighet|vigtighed|vastaus
        |vastausosoite|tärkeys|liitteet|odpowiedź-do|odpowiedź do|ważność|załączniki|odpověď na|přílohy|důležitost
        |odpovedať-pre|odpovedať pre|prílohy|válaszcím|fontosság|mellékletek|răspuns către|răspunde la|importanță|atașări
        |odgovori na|privici|važnost|vastus|manused|ответ-кому|обратный адрес|важность|вложения|кому відповісти
        |важливість|вкладення|yanıt adresi|önem|ekler|返信先|添付ファイル|重要度|回复-收件人|回复收件人|附件|重要性|첨부""",
}

_FORWARDED = """forwarded message|begin forwarded message|forwarded mail|forwarded email|start of forwarded message
    |fwd|forward|forwarded|forwarded conversation
    |weitergeleitete nachricht|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail
    |weitergeleitete e-mail|weitergeleitete mail|weitergeleitet|beginn der weitergeleiteten nachricht
    |message transféré|message réexpédié|message transmis|début du message réexpédié|début du message transféré
    |message suivi|courriel transféré|e-mail transféré|mensaje reenviado|inicio del mensaje reenviado
    |comienzo del mensaje reenviado|correo reenviado|missatge reenviat
    |messaggio inoltrato|inizio messaggio inoltrato|inizio del messaggio inoltrato|messaggio inoltrato da
    |doorgestuurd bericht|begin doorgestuurd bericht|doorgestuurde bericht|doorgestuurde e-mail
    |mensagem encaminhada|início da mensagem encaminhada|mensagem reencaminhada|início da mensagem reencaminhada
    |início de mensagem reenviada
    |vidarebefordrat meddelande|vidarebefordrat brev|vidarebefordrat mejl|vidarebefordrat mail
    |videresendt melding|videresendt meddelelse|videresendt besked|start på videresendt besked
    |wiadomość przekazana|treść przekazanej wiadomości|przekazana wiadomość|początek przekazywanej wiadomości
    |początek przekazanej wiadomości|přeposlaná zpráva|začátek přeposílané zprávy|preposlaná správa
    |začiatok preposlanej správy|preposlaná správa --- forwarded message
    |välitetty viesti|välitetty viesti alkaa|välitetty viesti / fwd.msg|edelleenlähetetty viesti
    |továbbított üzenet|továbbított levél|továbbított levél kezdete|mesaj redirecționat|începe mesajul redirecționat
    |mesaj redirecţionat|proslijeđena poruka|započni proslijeđenu poruku|edastatud kiri|edastatud sõnum|edastatud teade
    |пересылаемое сообщение|пересланное сообщение|пересланное письмо|начало переадресованного сообщения
    |перенаправленное сообщение|начало пересылаемого сообщения|переслане повідомлення|перенаправлене повідомлення
    |початок листа, що пересилається|переслане сообщение|iletilmiş mesaj|iletilen mesaj|iletilen ileti|ileti başlangıcı
    |προωθημένο μήνυμα|转发的邮件|转发邮件|转发的消息|转发的邮件信息|转发邮件信息|开始转发的邮件|轉寄郵件|轉寄的郵件
    |開始轉寄郵件|轉寄訊息|転送メッセージ|転送されたメッセージ|転送メール|전달된 메시지|전달된 메일"""

_ORIGINAL = """original message|original appointment|original meeting request|original email|original e-mail
    |original mail|reply message|reply separator|original|original message follows|previous message|previous email
    |ursprüngliche nachricht|original-nachricht|originalnachricht|ursprünglicher termin|ursprüngliche mail
    |original nachricht|ursprüngliche e-mail|message d'origine|message original|message initial|courriel original
    |e-mail d'origine|rendez-vous d'origine|mensaje original|cita original|missatge original|messaggio originale
    |oorspronkelijk bericht|origineel bericht|oorspronkelijke afspraak|mensagem original|compromisso original
    |ursprungligt meddelande|originalmeddelande|ursprungligt brev|oprindelig meddelelse|opprinnelig melding
    |original meddelelse|oprindelig besked|wiadomość oryginalna|oryginalna wiadomość|alkuperäinen viesti
    |původní zpráva|původní e-mail|původní email|pôvodná správa|pôvodný e-mail|eredeti üzenet|eredeti levél
    |mesaj original|mesajul original|mesaj inițial|izvorna poruka|originalna poruka|algne teade|algne sõnum|algne kiri
    |исходное сообщение|оригинальное сообщение|первоначальное сообщение|исходное письмо|вихідне повідомлення
    |оригінальне повідомлення|özgün ileti|orijinal mesaj|orijinal ileti|αρχικό μήνυμα|原始邮件|原邮件|邮件原件
    |回复的原邮件|原始郵件|原始訊息|元のメッセージ|オリジナルメッセージ|원본 메시지|원본 메일"""

_FORWARDED_BY = """forwarded by|forwarded message from|weitergeleitet von|transféré par|reenviado por|inoltrato da
    |doorgestuurd door|vidarebefordrat av|videresendt af|videresendt av|encaminhado por|przesłane przez|přeposlal"""

_ENDS = """end forwarded message|end of forwarded message|end original message|end of original message|end of forward
    |ende der weitergeleiteten nachricht|fin du message transféré|fin del mensaje reenviado|fine messaggio inoltrato
    |конец пересылаемого сообщения|кінець пересланого повідомлення"""

_VERBS = r"""wrote(?: the following)?|said the following(?: on)?
    |writes|schrieb(?:en)?(?: folgendes)?|geschrieben|[aà] écrit|écrit|écrivait
    |escribió|va escriure|ha scritto|scrive|scritto|scriveva|schreef|geschreven|escreveu|skrev(?: følgende| följande)?
    |skriver|kirjoitti|kirjutas|napisał(?:\(a\)|/a|a)?|pisze|nadesłał(?:\(a\)|a)?|wiadomość napisana przez
    |napsal(?:\(a\)|/a|a)?|píše|napísal(?:\(a\)|/a|a)?|(?:ezt )?írta|(?:a )?scris|(?:je )?napisa(?:o/la|o je|la je|o|la)
    |написал(?:\(а\)|а)?|пишет|писал(?:\(а\)|а)?|написав(?:\(ла\)|ла)?|пише|şun(?:u|ları) yazdı|yazdı|έγραψε|đã viết"""
_VERBS_EAST = "写道|写入|写到|寫道|寫入|提到|さんは書きました|のメール|님이 작성"

_STARTERS = """on|am|le|el|il|op|em|a|den|dne|w dniu|dnia|dňa|dana|pe|du|în|la|in data|kuupäev|vào|quoting|zitat von|citando
    |citando a|selon|wiadomość napisana przez|在|於|于"""

_PADDING = """am|pm|a.m.|p.m.|a. m.|p. m.|uhr|h|г|р|hat|heeft|je|het|volgende|időpontban|keltezéssel|dátummal|tarihinde
    |odesílatel|użytkownik|užívateľ|používateľ|uživatel|пользователь|користувач|følgende|följande|folgendes|şunu|şunları|님
    |utc|gmt|cet|cest|mez|mesz|est|edt|cst|cdt|mst|mdt|pst|pdt|bst|ist|msk|eet|eest|wet|west|jst|kst|brt|seč|selč"""


def _words(table: str) -> tuple[str, ...]:
    """The alternatives of a table, folded."""
    return tuple(word.strip().casefold() for word in table.split("|"))


FIELDS: dict[str, str] = {}
"""A header label as printed in a quoted message, folded, to ``from``, ``date``, ``to``, ``cc``, ``subject`` or ``other``."""
for _field, _table in _LABELS.items():
    for _label in _words(_table):
        FIELDS.setdefault(_label, _field)

FORWARDED = frozenset(_words(_FORWARDED))
"""What stands between dashes, or alone on a line with a colon, above a forwarded message."""

ORIGINAL = frozenset(_words(_ORIGINAL))
"""What stands between dashes above an earlier message that is answered."""

FORWARDED_BY = tuple(f"{words} " for words in _words(_FORWARDED_BY))
"""How the words between dashes begin that go on with a name."""

ENDS = frozenset(_words(_ENDS))
"""What stands between dashes below a forwarded message."""

VERBS = rf"(?<![^\W\d_])(?:{'|'.join(word.strip() for word in _VERBS.split(chr(10)))})(?!\w)|{_VERBS_EAST}".replace(
    "||", "|"
)
"""What somebody did who is quoted, as a regular expression."""

STARTERS = tuple(word if word > "\u3000" else f"{word} " for word in _words(_STARTERS))
"""How a line begins that says who wrote what follows, folded; a blank belongs to it where the script has blanks."""

PADDING = frozenset(_words(_PADDING))
"""Words that can stand between the date and the name in such a line, and are neither."""
