"""The words under which people sign, and those that programs and lawyers put under them, in many languages."""

from __future__ import annotations

_CLOSINGS = """best|best regards|regards|kind regards|warm regards|warmest regards|with kind regards|kindest regards|with best
    |best wishes|all the best|with best wishes|with regards|very best|all best|my best|bests|good wishes|warm wishes|cheers
    |thanks|many thanks|thank you|thanks again|thanks so much|thanks a lot|thanks a million|thanks in advance
    |thank you very much|thank you so much|thank you in advance|with thanks|with many thanks|much appreciated|thx|ta|tia
    |sincerely|sincerely yours|yours sincerely|yours|yours truly|yours faithfully|very truly yours|respectfully
    |respectfully yours|cordially|warmly|warmest|fondly|faithfully|take care|talk soon|speak soon|see you|see you soon
    |see you then|love|lots of love|much love|hugs|xx|xo|xoxo|ciao|rgds|brgds|br|kr|b/r|k/r|thanks and regards
    |thanks & regards|thanks and best regards|in gratitude|gratefully|onwards|later|with love|peace|until then|until soon
    |have a nice day|have a great day|have a good weekend|have a great weekend|have a nice weekend|enjoy your weekend
    |viele grüße|viele grüsse|liebe grüße|liebe grüsse|herzliche grüße|herzliche grüsse|herzlich|herzlichst|beste grüße
    |beste grüsse|schöne grüße|schöne grüsse|grüße|grüsse|gruß|gruss|lg|vg|bg|mfg|mit freundlichen grüßen|alles gute
    |mit freundlichen grüssen|mit besten grüßen|mit freundlichem gruß|mit herzlichen grüßen|freundliche grüße|alles liebe
    |freundliche grüsse|bis bald|bis dann|danke|vielen dank|besten dank|herzlichen dank|danke und gruß|danke im voraus
    |hochachtungsvoll|schönes wochenende|einen schönen tag
    |cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|amicalement|bises|bisous|merci|cdlt|cdt
    |merci beaucoup|merci d'avance|merci par avance|sincères salutations|salutations|meilleures salutations|à bientôt
    |amitiés|sincèrement|respectueusement|bonne journée|bonne soirée|bonne fin de journée|bon week-end|belle journée
    |je vous embrasse|je t'embrasse|à très vite
    |saludos|un saludo|saludos cordiales|cordiales saludos|un cordial saludo|un abrazo|abrazos|atentamente|cordialmente
    |muy atentamente|gracias|muchas gracias|mil gracias|gracias de antemano|besos|un beso|hasta pronto|atte|buen fin de semana
    |cordiali saluti|distinti saluti|saluti|un saluto|un caro saluto|cari saluti|tanti saluti|grazie|grazie mille|molte grazie
    |un abbraccio|a presto|con affetto|buona giornata|buona serata|cordialità|saludos a todos|salutacions
    |met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|groet|groeten|groetjes
    |hartelijke groet|hartelijke groeten|met hartelijke groet|mvg|bedankt|alvast bedankt|dank|dank je|liefs|fijne dag
    |fijn weekend|tot snel
    |atenciosamente|abraços|um abraço|abraço|grande abraço|obrigado|obrigada|muito obrigado|muito obrigada|cumprimentos
    |com os melhores cumprimentos|melhores cumprimentos|atentamente|beijos|beijinhos|até breve|att|saudações|bom fim de semana
    |hälsningar|med vänliga hälsningar|med vänlig hälsning|vänliga hälsningar|vänligen|bästa hälsningar|mvh|tack|tack på förhand
    |allt gott|kram|ha det bra|hälsar|venlig hilsen|hilsen|hilsner|med venlig hilsen|bedste hilsner|mange hilsner|kh|vh|dbh|tak
    |på forhånd tak|mange tak|de bedste hilsner|knus|vennlig hilsen|med vennlig hilsen|beste hilsen|hilsen fra|takk
    |på forhånd takk|mange takk|ha en fin dag|klem
    |pozdrawiam|pozdrawiam serdecznie|serdecznie pozdrawiam|serdeczne pozdrowienia|pozdrowienia|z poważaniem|z wyrazami szacunku
    |dziękuję|dzięki|z pozdrowieniami|s pozdravem|s přátelským pozdravem|hezký den|s úctou|děkuji|díky|zdravím|mějte se
    |s pozdravom|s priateľským pozdravom|ďakujem|pekný deň|üdvözlettel|tisztelettel|köszönettel|köszönöm|üdv|szép napot
    |cu stimă|cu respect|mulțumesc|cu drag|toate cele bune|o zi bună|srdačan pozdrav|lijep pozdrav|s poštovanjem|pozdrav|hvala
    |lugupidamisega|parimate soovidega|heade soovidega|tervitades|aitäh|tervitustega
    |terveisin|ystävällisin terveisin|parhain terveisin|t|terv|kiitos|kiitos etukäteen|yst. terv|ystävällisesti
    |с уважением|с наилучшими пожеланиями|спасибо|заранее спасибо|всего доброго|с приветом|обнимаю|з повагою|дякую
    |з найкращими побажаннями|щиро дякую|saygılarımla|saygılar|sevgiler|selamlar|iyi çalışmalar|teşekkürler|teşekkür ederim
    |よろしくお願いします|よろしくお願いいたします|よろしくお願い致します|宜しくお願いします|宜しくお願い致します|敬具|此致|敬礼
    |祝好|谢谢|謝謝|祝商祺|顺祝商祺|感谢|감사합니다|고맙습니다|안부 전합니다"""

CLOSINGS = frozenset(words.strip().casefold() for words in _CLOSINGS.split("|"))
"""What stands on a line of its own above somebody's name, folded."""

ONWARD = frozenset("from aus von de depuis da dal dalla desde uit van från fra z".split())
"""How a closing may go on on its line: ``Beste Grüße aus Hamburg``."""

DEVICE = (
    r"^\W{0,4}(?:sent|written|typed|posted|gesendet|verschickt|von (?:meinem|mein|unterwegs)|von mein\w* \w+ aus"
    r"|diese nachricht wurde von mein|envoyé|"
    r"envoyée|expédié|enviado|enviada|mandado|inviato|verzonden|verstuurd|skickat|sendt|wysłane|wysłano|odesláno"
    r"|odoslané|"
    r"lähetetty|küldve|elküldve|trimis|poslano|saadetud|отправлено|послано|надіслано|gönderildi|get|download"
    r"|télécharger|"
    r"obtenir|holen sie sich|outlook für|obtenga|descargar|ottieni|scarica|hent|hämta|hanki|pobierz|getting)\b"
    r".{0,60}\b(?:iphone|ipad|ipod|ios|android|samsung|galaxy|huawei|xiaomi|redmi|oneplus|pixel|nokia|motorola"
    r"|blackberry|"
    r"windows phone|outlook|gmail|yahoo|proton\w*|thunderbird|spark|superhuman|front|fastmail|tutanota|tuta|bluemail|"
    r"k-9|aquamail|airmail|mailbird|missive|zoho|aol|gmx|web\.de|mail\.ru|yandex|hotmail|inbox|phone|mobile|mobil\w*|"
    r"handheld|handy|smartphone|tablet|wireless|device|mail(?: for|\.app)?|telefon\w*|téléphone|móvil|celular"
    r"|cellulare|"
    r"telefono|телефона|айфона|puhelimesta|matkapuhelimesta|luurista|geräte?)\b.{0,60}$"
    r"|^(?:发自我的|發自我的|从我的.{0,20}发送|来自我的|傳送自).{0,40}$|^.{0,20}(?:から送信|에서 보냄).{0,5}$"
    r"|^.{0,30}(?:ile gönderildi|cihazımdan gönderildi|'ımdan gönderildi|-emről küldve|készülékemről küldve)\W*$"
)
"""Lines that a telephone or a mail program adds, as a regular expression for one folded line."""

LEGAL = (
    r"intended (?:only |solely |exclusively )?(?:recipient|for the|for use|addressee)"
    r"|not the (?:intended|named|right|correct) (?:recipient|addressee)"
    r"|(?:^|[.!]\s{1,3}|\W{2})(?:this|the|these|any|all)\b.{0,80}\b(?:message|e-?mail|mail|transmission|communication)s?"
    r"\b.{0,160}\b(?:confidential|privileged)"
    r"|(?:^|[.!]\s{1,3}|\W{2})(?:this|the)\b.{0,80}\b(?:confidential|privileged)\b.{0,60}\b(?:information|and may|and intend)"
    r"|^\W{0,4}(?:confidentiality|privacy|legal|privileged)\b.{0,20}\b(?:notice|note|statement|disclaimer)"
    r"|^\W{0,4}disclaimer\W"
    r"|received (?:this|it)\b.{0,60}\bin error|disclosure, copying|consider the environment|think before you print"
    r"|^\W{0,4}(?:caution|warning|external|\[external\])\W.{0,60}\b(?:outside|external)"
    r"|(?:originated|sent) from outside (?:of )?(?:the|your|our)|you don't often get email from"
    r"|virus[- ]free|checked (?:by|for) .{0,40}virus|scanned (?:for|by) .{0,40}virus|do you yahoo"
    r"|\b(?:get|send|join|chat|download|try)\b.{0,80}\b(?:hotmail|msn|lycos|excite|juno|netzero|netscape)\b"
    r"|all rights reserved|registered in (?:england|scotland|ireland)|company (?:number|registration)\b.{0,20}\d{5}"
    r"|diese (?:e-?mail|nachricht)\b.{0,60}\bvertraulich|vertrauliche (?:informationen|inhalte)|nicht der (?:richtige"
    r"|vorgesehene) (?:adressat|empfänger)"
    r"|handelsregister|amtsgericht\b.{0,60}\bhrb|geschäftsführer(?:in|ung)?:|denken sie an die umwelt"
    r"|ce (?:message|courriel|courrier|mail)\b.{0,100}\bconfidentiel|(?:message|courriel) .{0,60}destinataire"
    r"|pensez à l'environnement"
    r"|este (?:mensaje|correo|e-mail)\b.{0,100}\bconfidencial|esta mensagem\b.{0,100}\bconfidencia|aviso legal\b"
    r"|(?:messaggio|e-?mail)\b.{0,100}\briservat|(?:bericht|e-?mail)\b.{0,100}\bvertrouwelijk|niet de geadresseerde"
    r"|detta (?:meddelande|e-post)\b.{0,100}\bkonfidentiell|denne (?:e-?mail|e-post|melding)\b.{0,100}\bfortrolig"
    r"|wiadomość\b.{0,100}\bpoufn|tato zpráva\b.{0,100}\bdůvěrn|сообщение\b.{0,100}\bконфиденциальн"
)
"""What lawyers, companies and virus scanners add, as a regular expression for a paragraph on one line."""

SUBSCRIPTION = (
    r"(?:^|[.!?|>:*-]\s{0,3}|click here |click |link )(?:to )?unsubscribe\b"
    r"|you (?:can|may|wish to|want to|would like to|no longer) .{0,60}unsubscribe\b|unsubscribe (?:here|at any time|link|at:)"
    r"|you(?:'re| are)? ?(?:received?|receiving|have received|were sent|got) this (?:e-?mail|message|notification"
    r"|because|as)"
    r"|(?:manage|update|change|edit) your (?:email |e-mail |notification |subscription "
    r"|communication )?(?:preferences|subscriptions?|settings|options)"
    r"|view (?:this|it)\b.{0,40}\bin (?:your|a) browser|this (?:e-?mail|message) was (?:sent|delivered) (?:to|by"
    r"|from)\b.{0,80}(?:@|because|by)"
    r"|reply to this email directly|vom newsletter abmelden|newsletter abbestellen|hier abmelden|se désabonner"
    r"|désinscri"
    r"|darse de baja|cancelar (?:la |tu )?suscripción|annulla (?:l'|la )?iscrizione|disiscri|cancelar inscrição"
    r"|uitschrijven"
    r"|afmelden voor|avregistrera|avsluta prenumeration|afmeld|wypisać się|zrezygnować z subskrypcji|odhlásit odběr"
    r"|отписаться"
    r"|leiratkoz|dezabon|abonelikten çık|退订|配信停止"
    r"|^.{0,60}\bmailing list$|mailing list\b.{0,80}https?://|^to (?:post|subscribe|leave) .{0,60}@"
)
"""What newsletters and lists add, as a regular expression for a paragraph on one line."""

_CUES = """confidential|privileged|intended|in error|unsubscribe|virus|vertraulich|confidentiel|confidencial|riservat
    |vertrouwelijk|fortrolig|konfidentiell|poufn|důvěrn|конфиденциал|mailing list|do you yahoo
    |hotmail|msn|lycos|excite|juno|netzero|netscape|environment|umwelt|disclaimer
    |this because|received this|receiving this|sent this|got this|your browser|a browser|rights reserved|abmeld|abbestell
    |désabonner|désinscri|darse de baja|suscripción|iscri|uitschrijven|afmeld|avregistrera|prenumeration|geadresseerde
    |disclosure, copying|registered in|company number|company registration|preferences|subscription|your settings|options
    |outside|external|caution|often get|confidentiality|privacy|legal|was sent|was delivered|reply to this|handelsregister
    |amtsgericht|geschäftsführ|destinataire|wypisać|subskrypcji|odhlásit|отписаться|leiratkoz|dezabon|abonelik|退订|配信停止
    |think before|adressat|empfänger|confidencia|to post|to leave|to subscribe|aviso legal"""

CUES = tuple(words.strip() for words in _CUES.split("|"))
"""Words without which no paragraph is looked at as a footer, folded; the regular expressions say the rest."""
