"""Words that stand before a colon, or above what is said, and name nobody."""

from __future__ import annotations

FIELDS = frozenset(
    """
    name names email e-mail mail phone tel telephone mobile cell fax address web website site url link links
    http https www date time when where who what why how from to cc bcc subject re fw fwd sent reply-to
    attachments attachment note notes nb n.b todo todos to-do ask asks offer offers follow-up follow-ups
    followup followups action actions task tasks item items step steps next agenda attendees attending
    participants present absent apologies regrets chair minutes scribe decision decisions decided resolved
    resolution outcome outcomes result results conclusion summary overview topic topics question questions
    answer answers q a idea ideas thought thoughts owner status state due deadline priority prio tag tags label
    labels category title author source location place venue room context background goal goals aim aims scope
    plan plans pro pros con cons risk risks issue issues problem problems solution solutions example examples
    warning error errors info debug trace fatal notice critical tip tips hint important fyi ps p.s update
    updates news budget price cost costs total subtotal amount company organisation organization org role job
    team client customer project phase version id ref reference number no. nr code monday tuesday wednesday
    thursday friday saturday sunday mon tue wed thu fri sat sun today tomorrow yesterday tonight january
    february march july august september october november december morning afternoon evening night breakfast
    lunch dinner coffee tea drinks break meeting meetings call calls standup stand-up sync talk talks session
    sessions keynote panel demo workshop welcome intro introduction closing wrap-up opening registration checkin
    check-in check-out train bus flight gym run walk work home school church pickup drop-off appointment dentist
    doctor shopping errands groceries chapter section part figure table appendix abstract method methods
    ingredients serves prep cook directions instructions input output usage returns return args parameters
    default type description details feature bug fix chore docs test tests build pending done blocked blockers
    blocker doing backlog wip waiting later soon maybe someday first second third finally positive negative
    strengths weaknesses opportunities threats likes dislikes good bad keep drop start stop continue duration
    length recording transcript transcription language format file files page pages isbn doi key value
    datum uhrzeit ort betreff von thema themen beschluss beschlüsse aufgabe aufgaben teilnehmer teilnehmende
    anwesend abwesend entschuldigt protokoll hinweis achtung frage fragen antwort wichtig notiz notizen offen
    erledigt ziel ziele titel montag dienstag mittwoch donnerstag freitag samstag sonntag objet date heure lieu
    présents absents ordre remarque question réponse décision décisions note lundi mardi mercredi jeudi vendredi
    samedi dimanche asunto fecha hora lugar asistentes nota pregunta respuesta acuerdo acuerdos tarea tareas
    lunes martes miércoles jueves viernes sábado domingo oggetto data luogo presenti assenti domanda risposta
    decisione compiti lunedì martedì mercoledì giovedì venerdì sabato domenica assunto local presentes pergunta
    resposta segunda terça quarta quinta sexta onderwerp tijd plaats aanwezig afwezig vraag antwoord besluit
    actie acties maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    """.split()
)
"""What notes, forms, mails, minutes, schedules and logs set before a colon."""

FIELD_ANYWHERE = frozenset(
    """
    action actions item items step steps question questions notes decision decisions agenda attendees
    participants summary date deadline status address email phone number list plan goals points project budget
    update updates minutes topic topics reminder meeting call todo issues risks ideas session discussion review
    report version due thing things aufgaben punkte schritte
    """.split()
)
"""What makes a label of several words one of these too: "Open questions"."""

DUTIES = frozenset(
    """
    action|actions|action item|action items|ai|todo|todos|to-do|to do|decision|decisions|decided|resolved
    |resolution|next step|next steps|agenda|owner|due|deadline|minutes|attendees|apologies|any other business
    |aob|aufgabe|aufgaben|beschluss|beschlüsse|nächste schritte|décision|décisions|à faire|prochaines étapes
    |acuerdo|acuerdos|tarea|tareas|decisione|decisioni|compiti|decisão|decisões|tarefa|tarefas|actie|acties
    |besluit|besluiten
    """.replace("\n    ", "").split("|")
)
"""Labels of which one among the lines says that they are minutes or a to-do list."""

NAMELESS = frozenset(
    """
    unknown|unknown speaker|unidentified|unidentified speaker|unbekannt|unbekannter sprecher|inconnu|desconocido
    |sconosciuto|desconhecido|onbekend|interviewer|interviewee|moderator|host|co-host|operator|narrator|agent
    |customer|client|assistant|everyone|all|audience|man|woman|male|female|male speaker|female speaker|both|q|a
    |question|answer|system|bot|deleted account|n/a|none|null|undefined|-|?
    """.replace("\n    ", "").split("|")
)
"""What a program or an interviewer calls a voice whose name is not known."""

VOICES = tuple(
    """
    speaker voice participant person caller guest user channel spk sprecher sprecherin stimme teilnehmer
    teilnehmerin intervenant intervenante locuteur participante hablante orador oradora interlocutore parlante
    relatore falante spreker deelnehmer
    """.split()
)
"""The same, with a number: "Speaker 2"."""
