"""Given names and what they are shortened to, in several languages: for asking whether two are one, never for joining.

A group is a set of folded given names of which any may stand for any other: Bob for Robert, Kasia for Katarzyna. A name may
be in several groups; two names share a group, or they have nothing to do with each other.
"""

from __future__ import annotations

from functools import lru_cache

_ENGLISH = (
    "abigail abby gail|alan al allan allen|albert al bert bertie|alexander alex alec sandy sacha|"
    "alexandra alex alexa sandra sandy sacha|alfred alf alfie fred|amanda mandy|andrew andy drew|angela angie ange|"
    "anthony tony ant|antonia toni|arthur art artie|barbara barb babs|benjamin ben benny benji|bernard bernie|"
    "beverly bev|bradley brad|brian bri|calvin cal|cameron cam|caroline carolyn carrie caz|"
    "catherine catharine katherine katharine kathryn kathleen kate katie katy cathy kathy kat kit kitty|"
    "charles charlie chas chuck|charlotte charlie lottie char|christine christina kristina chris chrissie kris tina|"
    "christopher chris kit topher|clifford cliff|constance connie|cynthia cindy|daniel dan danny|daniela danielle dani|"
    "david dave davey|deborah debra deb debbie|dennis denis den denny|diana diane di|dominic dom|donald don donnie|"
    "dorothy dot dottie dolly|douglas doug|edward ed eddie ted ned teddy|eleanor ellie nell nora elle|"
    "elizabeth elisabeth liz lizzie beth betty eliza lisa elsie libby|ellen nell ellie|emily em emmy|emma em|"
    "eugene gene|evelyn eve evie|florence flo florrie|frances fran frankie fanny|francis frank frankie|franklin frank|"
    "frederick fred freddie|gabriel gabe|gabrielle gabriela gabi gaby|geoffrey jeffrey geoff jeff|george georgie|"
    "gerald gerry jerry|gerard gerry jerry|gilbert gil bert|gordon gord|graham graeme gray|gregory greg|gwendolyn gwen|"
    "hannah han|harold harry hal|harriet hattie|helen nell|henry harry hank hal|herbert herb bert|howard howie|"
    "hugh hughie|isabella isabel isobel izzy bella belle|jacob jake|jacqueline jackie jacqui|james jim jimmy jamie jem|"
    "jane janie|janet jan|jason jay|jennifer jen jenny jenn|jeremy jerry jez|jerome jerry|jessica jess jessie|"
    "joanna joanne jo|john jack johnny|jonathan jon jonny|joseph joe joey|josephine jo josie|joshua josh|"
    "judith judy jude|julia julie jules|julian jules|justin jus|karen kaz|kenneth ken kenny|kevin kev|kimberly kim|"
    "kristen kristin kris|lawrence laurence larry laurie|leonard len lenny leo|leslie lesley les|lewis louis lou lew|"
    "lillian lily lil|linda lin|louise lou|lucas luke|lucille lucinda lucy|lynn lynne lynette|madeleine madeline maddie|"
    "malcolm mal|margaret maggie meg margie peggy greta madge daisy|marcus marc mark|maria mary molly polly may|"
    "martin marty|martha marty patty|matilda tilly tilda|matthew matt matty|maurice mo|maureen mo|maxwell max|"
    "maximilian max|megan meg|melanie mel|melissa mel missy|michael mike mick mickey mikey|michelle shelly|"
    "mitchell mitch|mohammed muhammad mohammad mohamed mohamad muhammed mo|mordecai mordy|nancy nan|natalie nat|"
    "nathaniel nathan nate nat|nicholas nick nicky nico|nicola nicole nick nicky nikki|norman norm|oliver ollie|"
    "olivia liv|pamela pam|patricia pat patty tricia trish|patrick pat paddy rick|penelope penny|peter pete|"
    "philip phillip phil|prudence prue|priscilla cilla|rachel rach|ralph rafe|randolph randall randy|raymond ray|"
    "rebecca becky becca bex|reginald reg reggie|richard rick ricky dick rich richie|robert rob robbie bob bobby bert|"
    "roberta bobbie|robin rob|roderick rod rick|rodney rod|roger rog|ronald ron ronnie|rosalind ros|rosemary rose rosie|"
    "russell russ|samantha sam|samuel sam sammy|sarah sara sally|sandra sandy|sebastian seb|sharon shaz|sheila she|"
    "shirley shirl|sidney sydney sid|simon si|sophia sophie|stanley stan|stephanie steph steff|"
    "stephen steven steve stevie|stuart stewart stu|susan susanna susannah suzanne sue susie suzy|sylvia syl|"
    "terence terry|teresa theresa terry tess tessa|theodore theo ted teddy|thomas tom tommy|timothy tim timmy|"
    "tobias toby|tracy trace|valerie val|vanessa nessa|veronica ronnie|victor vic|victoria vicky vicki tori|"
    "vincent vince vinny|virginia ginny|walter walt wally|wilfred wilf fred|william will bill billy willie liam|"
    "winifred win winnie|yvonne von|zachary zach zack|zoe zo"
)
_GERMAN_AND_DUTCH = (
    "alexander alex|andreas andi|anna anni anneliese anke|annemarie annemie|antonius anton ton toon toni|"
    "bartholomeus bart|benjamin ben|bernhard berni bernd|christian chris|christiane christina christine tina christel|"
    "cornelis kees cor|cornelia conny nelly|dietrich dieter dirk|dorothea dora thea|eberhard hardy|"
    "elisabeth elizabeth lisa else elsa lies els liesbeth lisbeth betty bettina|ferdinand ferdi|franz franzl|"
    "franziska franzi|friedrich frederik fritz fred|gabriele gabi|georg jorg schorsch|gerhard gerd|"
    "gerhardus gerardus gerard gerrit ger|gertrud trude|gunther gunter|heinrich heinz heiner heini|hendrik henk rik|"
    "hildegard hilde|ignatius ignaz natz|jacobus jacob jaap koos|jakob jockel|johanna hanna hanne jo|"
    "johannes hans hannes johann jan joop jo|josef joseph sepp jupp|joachim jochen achim|karl kalle|"
    "katharina katrin kathi kathe kate trijntje katja|klaus nikolaus nico niko|konrad konni conny|leonhard leo hardy|"
    "ludwig lutz wiggerl|magdalena lena leni magda|manfred manni|"
    "margarete margarethe margaretha grete gretchen greta griet marga|maria mia mieke marijke mitzi|mathilde tilda|"
    "matthias mathias matze|maximilian max maxi|michael michi michel|petrus pieter piet peter|reinhard reini|"
    "robert robbie|rudolf rudi|sebastian basti|siegfried siggi|stefan stephan steffen|susanne susi sanne|"
    "theodor theodorus theo|therese resi|thomas tom|ulrich uli|ulrike uli rike|ursula uschi ulla|walburga burgl|"
    "wilhelm willi willy wim|wilhelmina mina minna willy|willem wim pim|wolfgang wolf|adrianus adriaan ad arie|"
    "catharina trijn toos karin"
)
_ROMANCE = (
    "alejandro alex ale jandro|alejandra alex ale sandra|alessandro sandro ale|alexandre alex|alfonso fonso poncho|"
    "ana anita|antonio toni tono totonno nino|antoine toine|antonio tonho toninho|beatriz bea|carlos carlitos|"
    "carmen carmela menchu|catherine cathy cat|christophe chris|claudio clau|concepcion concha conchita|"
    "cristina cris tina|dolores lola loli|domenico mimmo|dominique dom|eduardo edu lalo dudu|emmanuel manu|"
    "enrique quique kike|ernesto neto|fernando nando fer|federico fede|felipe pipe|francesca franca checca|"
    "francesco franco checco ciccio|francisco paco pancho curro kiko fran chico|frederic fred|gabriel gabi|"
    "giacomo giacomino|giovanni gianni nino vanni gio|giovanna gianna vanna|giuseppe beppe peppe pino peppino|"
    "giuseppina pina|gregorio goyo|guadalupe lupe|guillaume guigui|guillermo guille memo|ignacio nacho|"
    "isabel isa chabela|jacques jacquot|javier javi|jesus chus suso chuy|jorge coque|jose pepe ze joselito chema|"
    "josefa pepa|joao joaozinho|juan juanito|leonardo leo|lorenzo renzo enzo|luigi gigi luis|luis lucho|luiz lula|"
    "manuel manolo manu|margherita rita|maria mari mary marita|mario mariuccio|mercedes merche|michele miche|"
    "miguel migue|monserrat montse montserrat|nicolas nico|patricia patri paty|philippe phil|pilar pili|rafael rafa|"
    "ricardo ricky richi|roberto beto rober|rosario charo|salvador salva|salvatore toto turi|santiago santi yago|"
    "sebastien seb|sergio checho|silvestre silver|teresa tere|tomas tommy|valentina vale|vicente chente|victor vito|"
    "vincenzo enzo|vittoria vicky|alexandru alex sandu|constantin costel titi|elena lena ileana|gheorghe gigi ghita|"
    "ioana oana|ion ionel nelu|mihai misu|nicolae nicu|stefan fane"
)
_SLAVIC = (
    "agnieszka aga|aleksandra alexandra ola sasha sanja|"
    "aleksander aleksandar alexander aleksandr sasha sanya shura olek sasza|aleksei alexei alyosha lyosha|"
    "anastasia anastasiya nastya stasya|andrzej jedrek|andrei andrey andriy andriusha|anna ania anya anka|antonin tonda|"
    "barbara basia bara|boleslaw bolek|bogdan bohdan|bronislaw bronek|czeslaw czesiek|dariusz darek|"
    "dmitri dmitry dmytro dima mitya|dorota dorotka|ekaterina yekaterina katerina katya|elena yelena olena lena alyona|"
    "elzbieta ela|evgeny evgeni yevgeny yevgeni evgeniya yevgenia zhenya|ewa ewka|frantisek franta|galina galya|"
    "grzegorz grzesiek|halina hala|henryk heniek|irina iryna ira|ivan vanya|jadwiga jadzia|jakub kuba|"
    "jan janek jas honza jenda|janusz januszek|jerzy jurek|jiri jirka|joanna asia|josef pepa|jozef jozek|kateryna katya|"
    "katarzyna kasia|katerina katka|kazimierz kazik|konstantin kostya|krystyna krysia|krzysztof krzysiek krzys|"
    "leonid lyonya|lubomir lubos|lukasz lukaszek|lyudmila ludmila lyuda mila|magdalena magda|maciej maciek|"
    "malgorzata gosia malgosia|marcin marcinek|maria masha marysia mariya|marek mareczek|mateusz mati|michal michalek|"
    "mieczyslaw mietek|mikhail mihail mykhailo misha|miroslav mirek miroslaw|nadezhda nadia nadya|"
    "natalia nataliya natalya natasha nata|nikolai nikolay mykola kolya|oksana ksenia|olga olya|pavel pasha|"
    "pawel pawelek|petr pyotr petya|piotr piotrek|radoslaw radek|rostislav slava|roman roma|ryszard rysiek|"
    "sergei sergey serhiy seryozha|slawomir slawek|stanislav stas slava|stanislaw stas staszek|svetlana sveta|"
    "tadeusz tadek|tatiana tatyana tetiana tanya|tomasz tomek|tomas tom|vaclav vasek|valentina valya|vasily vasyl vasya|"
    "victoria viktoria vika|viktor vitya|vladimir volodymyr vova volodya vlado|vladislav vlad slava|vojtech vojta|"
    "vyacheslav slava|waclaw wacek|wieslaw wiesiek|wladyslaw wladek|wojciech wojtek|yulia yuliya julia yulya|"
    "yuri yuriy yura|zbigniew zbyszek|zdenek zdenda|zdzislaw zdzich|zofia zosia|zuzanna zuza"
)
_OTHERS = (
    "aleksander ander aleks|anders andy|bengt benke|birgitta gitta britta|elisabet elisabeth lisbet bettan|"
    "erik erkki jerker|gustav gosta|ingeborg inga bodil|johan janne johannes juha|karl kalle|katarina kajsa kaisa|"
    "kristoffer kristofer kris|kristina stina tina|lars lasse|magnus mange|margrethe margareta grete greta|mikael micke|"
    "nils nisse|olof olle|per pelle|peder per|sofia fia|soren sonne|ulf uffe|wilhelm ville|heikki henrik|juhani jussi|"
    "mikko mikael|pekka pietari|antti andreas|erzsebet erzsi bozsi|ferenc feri|gyorgy gyuri|istvan pista|jozsef joska|"
    "katalin kati|laszlo laci|margit manci|mihaly misi|sandor sanyi|tamas tomi|zsuzsanna zsuzsa|apostolos tolis|"
    "charalambos babis haris|dimitrios dimitris mitsos|eleni elena lena|emmanouil manolis|evangelos vangelis|"
    "georgios giorgos george|ioannis giannis yannis yiannis john|konstantinos kostas costas dinos|nikolaos nikos|"
    "panagiotis panos takis|spyridon spyros|stavros stavrakis|theodoros thodoris theo|vasileios vasilis|"
    "padraig patrick paddy padraic|sean shane john|seamus james|liam uilliam|siobhan shiv|mairead margaret|gwilym will|"
    "ieuan ifan|dafydd dai|rhiannon rhi|myfanwy fanw|angharad hari|abdullah abdul abed|abdelrahman abdulrahman abdou|"
    "ahmed ahmad|fatima fatma fatou|ibrahim brahim ibo|hussein husayn hussain|hassan hasan|khadija dija|"
    "layla leila laila|mustafa mostafa moustafa|omar umar|yusuf yousef youssef yousuf|zainab zeynep zaynab|mehmet memo|"
    "suleyman sulo|ibrahim ibo|huseyin huso|avraham avi|binyamin benny beni|david dudi dudu|elisheva eli|eliezer eli|"
    "moshe moishe|mordechai motti|rivka rivkah riki|shlomo shlomi|yehuda yudi|yitzhak itzik|yaakov kobi|yosef yossi"
)
_GROUPS = tuple(
    frozenset(group.split())
    for language in (_ENGLISH, _GERMAN_AND_DUTCH, _ROMANCE, _SLAVIC, _OTHERS)
    for group in language.split("|")
)


@lru_cache(maxsize=1)
def _numbers() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_GROUPS):
        for name in group:
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def groups(given: str) -> frozenset[int]:
    """The numbers of the groups that a folded given name is in; none for one that is not shortened."""
    return _numbers().get(given, frozenset())


def share(one: str, other: str) -> bool:
    """Whether one of two different folded given names may stand for the other."""
    return one != other and bool(groups(one) & groups(other))


_SHORTEST = 3
_HERS = frozenset("a e le la lle lla ne na nne te ta tte tta ie ia ina ine ette etta elle ella".split())
"""What makes a woman's name of a man's: Daniel is not Daniela."""


def shortens(one: str, other: str) -> bool:
    """Whether one of two different folded given names is the beginning of the other: Dec of Declan, Persis of Persephone not."""
    short, long = sorted((one, other), key=len)
    return _SHORTEST <= len(short) < len(long) and long.startswith(short) and long[len(short) :] not in _HERS
