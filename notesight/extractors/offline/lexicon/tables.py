"""Small word lists that shape sentences and names: abbreviations, headings, titles, kin, organisation words."""

from __future__ import annotations

from typing import Final


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


ABBREVIATIONS: Final = _of(
    "mr mrs ms dr prof fr sr rev hon st sgt capt lt col gen cllr jr eg ie etc vs approx dept assoc asst apt ave rd no nr"
    " vol ch pp ed est inc ltd co corp tel ext fig ref re e.g i.e a.m p.m cf viz"
)
DANGLING: Final = _of(
    "a an the my your our his its their to of at for from with by in on and or but as into about if because than"
    " will would can could should is are was were has have that which who i we you he she they i'm i'll we'll you'll"
    " mr. mrs. ms. dr. prof. please"
)
"""Words after which no sentence ends."""
ACTION_HEADINGS: Final = frozenset(
    {
        "action", "actions", "action items", "action item", "action list", "action summary", "actions arising", "todo",
        "to do", "to-do", "todos", "to dos", "to-dos", "todo list", "to-do list", "next steps", "next", "next actions",
        "follow up", "follow-up", "follow ups", "follow-ups", "followups", "mine", "my actions", "tasks", "open actions",
        "new action items", "outstanding actions", "still to do", "homework", "me", "for me", "i owe", "promised",
    }
)  # fmt: skip
ACTION_WORDS: Final = _of("action actions todo todos to-do to-dos tasks")
FORMER: Final = _of("previous last old past review former earlier prior done completed closed status from arising")
DONE_HEADINGS: Final = frozenset(
    {"done", "completed", "closed", "finished", "completed actions", "done this week", "links", "references", "agenda"}
)
ROLL_HEADINGS: Final = frozenset(
    {
        "present", "members present", "attendees", "attendance", "participants", "in attendance", "apologies", "absent",
        "invited", "guests", "who", "team", "cast", "people", "community/other attendees", "intros", "people present",
        "others present", "regrets", "committee",
    }
)  # fmt: skip
TITLES: Final = _of(
    "mr mrs ms miss mx dr doctor prof professor sir dame lord lady rev reverend fr father sister sr brother rabbi imam"
    " judge justice cllr councillor councilor hon captain capt colonel col sgt sergeant major pastor bishop deacon"
    " nurse uncle aunt auntie aunty mama baba papa granny grandma grandpa madame monsieur mme herr frau senor senora"
    " señor señora don doña sheikh chief coach pc inspector senator bro revd canon mons msgr abbot archdeacon tante onkel tío"
)
PARTICLES: Final = _of(
    "de da do dos das di del della der den van von v.d ter ten la le el al bin ibn ben bint mac mc st st. ní ni nic ó"
    " o' af av zu zum zur du des y e san abu ould ap"
)
SUFFIXES: Final = _of("jr sr ii iii iv phd md cfa esq obe mbe")
KIN: Final = _of(
    "mum mom mother dad father son daughter brother sister wife husband partner cousin uncle aunt niece nephew boss"
    " friend mate assistant roommate flatmate neighbour neighbor colleague kid kids lad boyfriend girlfriend ex"
    " landlord landlady student team office sister-in-law brother-in-law grandson granddaughter grandmother boy girl"
    " lead manager agent parents family man lawyer accountant doctor talk"
)
ORGANISATION: Final = _of(
    "ltd limited inc llc plc gmbh corp corporation company co group holdings partners ventures capital bank university"
    " college school institute foundation trust council committee association society club union ministry department"
    " agency studio studios media press magazine quarterly review times journal gazette news museum gallery theatre"
    " theater hospital clinic hotel cafe café restaurant bar pub kitchen bakery shop store market centre center church"
    " temple library archive archives services solutions systems technologies labs lab software consulting advisors"
    " associates brothers sons daughters bros ferries airlines energy power gas oil insurance estate estates records"
    " books publishing festival conference team project initiative network alliance federation board house hall town"
    " city county office security software workshop app cloud data api list newsletter party party's opera orchestra"
    " choir band trio radio tv fm channel airport station stadium academy nursery investments securities financial"
)
PLACE_WORDS: Final = _of(
    "street st road rd avenue ave lane ln drive dr square place court way row hill park bridge river lake bay beach"
    " island mount mountain valley north south east west hall tower building floor room house terrace close gardens"
)
PLACES: Final = _of(
    "london paris berlin rome madrid lisbon porto dublin cork belfast edinburgh glasgow cardiff swansea bristol leeds"
    " manchester liverpool sheffield york brighton oxford cambridge bath hull newcastle birmingham nottingham boston"
    " chicago houston dallas austin denver seattle portland miami atlanta philadelphia detroit minneapolis toronto"
    " montreal vancouver sydney melbourne brisbane perth auckland wellington tokyo kyoto osaka seoul beijing shanghai"
    " hong kong singapore bangkok hanoi manila jakarta delhi mumbai bangalore chennai kolkata dhaka karachi lahore"
    " dubai cairo nairobi kisumu mombasa lagos abuja accra kumasi dakar johannesburg pretoria durban lusaka harare"
    " kampala addis ababa casablanca tunis istanbul ankara athens sofia bucharest budapest vienna prague warsaw krakow"
    " gdansk vilnius riga tallinn helsinki oulu stockholm gothenburg umea malmo oslo bergen trondheim tromso copenhagen"
    " aarhus amsterdam rotterdam utrecht hague brussels antwerp ghent lyon marseille toulouse nice bordeaux lille"
    " hamburg munich frankfurt cologne dresden leipzig graz zurich geneva basel bern milan turin venice naples florence"
    " bologna barcelona valencia seville bilbao mexico havana bogota lima quito santiago buenos aires montevideo brazil"
    " rio paulo california texas florida alaska hawaii oregon washington nevada arizona utah colorado ohio michigan"
    " illinois georgia virginia maine vermont york jersey pennsylvania england scotland wales ireland britain uk usa us"
    " america canada australia zealand india china japan korea taiwan vietnam thailand indonesia malaysia philippines"
    " france germany spain portugal italy greece turkey russia ukraine poland sweden norway denmark finland iceland"
    " netherlands holland belgium switzerland austria hungary romania bulgaria serbia croatia egypt kenya nigeria ghana"
    " africa europe asia israel iran iraq syria lebanon jordan bermuda cuba peru chile argentina colombia bolivia"
    " san francisco los angeles houston bath kent essex cornwall devon"
    " east west north south eu nyc la sf dc"
)
CALENDAR: Final = _of(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun january"
    " february march april may june july august september october november december jan feb mar apr jun jul aug sep sept"
    " oct nov dec christmas easter ramadan diwali eid hanukkah passover purim halloween thanksgiving xmas spring summer"
    " autumn winter fall lent advent noon midnight today tomorrow tonight weekend labor"
)
NOT_NAMES: Final = _of(
    "i ok okay yes no not hi hello hey dear thanks thank regards best cheers love sincerely subject re fw fwd from to cc"
    " bcc sent date ps nb fyi asap todo action actions aob agm ceo cfo cto coo md vp hr pr it uk us eu ai api pdf url"
    " cv faq rsvp tbc tbd eta nda english french german spanish italian dutch portuguese russian chinese japanese"
    " korean arabic hindi welsh irish scottish british american canadian australian european african asian polish"
    " swedish norwegian danish finnish greek turkish hebrew latin internet google slack github facebook linkedin twitter"
    " instagram whatsapp zoom teams excel word outlook gmail notion trello jira dropbox docusign youtube tiktok reddit"
    " amazon microsoft apple netflix spotify uber airbnb paypal kafka linux windows python java docker kubernetes"
    " wordpress substack mailchimp figma photoshop lego god christ jesus"
)
SAYING: Final = _of(
    "says said asks asked wants wanted needs needed rang rings called calls texted emailed wrote writes told tells"
    " thinks thought mentioned mentions offered offers suggested suggests knows knew has had is was will would can could"
    " agreed agrees promised promises reckons hopes hoped likes liked loves went came comes left joined moved works runs"
    " looking working may might does did gets got brought sent sends keeps wishes agreed accepts accepted seconds"
    " proposed reported reports confirmed noted arrives arrived owes sits teaches leaves starts started finished"
)
MEETING: Final = _of(
    "with ask asked ring rang call called email emailed mail text tell told met meet saw see thank thanked chase remind"
    " introduce from and via owe owes help pay send give lend show visit invite message ping write for to by poke nudge"
    " phone contact & bumped met @ helped know about than as"
)
ROLE_WORDS: Final = _of(
    "director manager editor chair chairman chairwoman chairperson treasurer secretary president founder cofounder"
    " co-founder ceo cto cfo coo vp head lead engineer designer developer architect producer writer photographer"
    " accountant lawyer solicitor attorney teacher professor lecturer postdoc student nurse doctor surgeon consultant"
    " analyst assistant coordinator administrator officer recruiter partner associate intern technician translator"
    " agent publisher curator librarian chef baker carpenter plumber electrician surveyor planner strategist"
    " facilitator researcher scientist owner principal counsel buyer buying finance marketing sales hr operations ops"
    " md drone costume gaffer stylist mentor trainer coach caretaker clerk supervisor"
)
