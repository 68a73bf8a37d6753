"""Asks and offers invented for the tests: each ask with the offer that answers it, and offers that only seem to.

A row is the ask, its answer (``None``: nothing does), and near misses: the same subject, and the wrong thing.
"""

CASES: tuple[tuple[str, str | None, tuple[str, ...]], ...] = (
    # --- computers and design
    (
        "Greta's bakery still has no website, she'd pay a student to make one",
        "Pavel builds small sites for shops when his own work is slow",
        ("Ida can print flyers for any shop on her old press",),
    ),
    (
        "looking for someone to draw a logo for the bike kitchen",
        "Mirko designs logos and posters for good causes for free",
        ("Mirko's brother has a spare drawing table",),
    ),
    (
        "the club's member list is a mess, who is good with excel?",
        "Henrike loves spreadsheets, says she cleans up any list for a bottle of red",
        ("Olaf keeps a list of all clubs in town",),
    ),
    (
        "my mother's laptop is full of viruses",
        "Jonas would look at anybody's computer on Sunday afternoons",
        ("Edda gives away an old laptop bag",),
    ),
    (
        "need a developer for a tiny android app",
        "Samir programs apps in his spare time and wants practice",
        ("Samir's cousin sells used android phones",),
    ),
    (
        "we want a short film about the shelter and nobody owns a camera",
        "Ludo makes videos for charities at no charge",
        ("Ludo's old projector is going spare",),
    ),
    (
        "who could take pictures at our golden wedding?",
        "Ayse does wedding photography cheaply while she builds a portfolio",
        ("Bruno frames photographs",),
    ),
    (
        "the choir wants to record a cd and knows nobody with microphones",
        "Tilo has a recording set-up, microphones and all, would record local groups for fun",
        ("Tilo sells old records at the flea market",),
    ),
    (
        "I need somebody who can animate a title for a short film",
        "Wiebke does animation for film students",
        ("Free cinema tickets for students on Mondays, Wiebke says",),
    ),
    (
        "our newsletter reads like a tax form, help",
        "Cornelius edits newsletters, would take one on for a charity",
        ("Cornelius knows a tax form expert at the tax office",),
    ),
    # --- writing, print, publishing
    (
        "Leonie is after someone to proofread her thesis in June",
        "Agnes proofreads for fun and finds every comma",
        ("Agnes lends out her thesis on moths",),
    ),
    (
        "Hartmut wants to see his poems in print, forty copies, no money",
        "Bettina's print shop runs short jobs for artists at cost",
        ("Bettina writes poems and reads them aloud on Thursdays",),
    ),
    (
        "does anyone know a literary agent who takes crime novels?",
        "Rosalind's sister is a literary agent, she would pass on a first chapter",
        ("Rosalind swaps crime novels for cookbooks",),
    ),
    (
        "a journalist who'd write about our river swim",
        "Ingmar freelances for the local paper and says he always needs stories, would write about anything wet",
        ("Ingmar's daughter teaches swimming lessons",),
    ),
    (
        "Vera needs somebody to check the historical facts in her play",
        "Count Ottokar, retired archivist, will check facts for a pot of tea",
        ("Vera's neighbour has free theatre tickets",),
    ),
    (
        "We need a translator for a letter in Polish",
        "Kasimir translates Polish for neighbours",
        ("Lucia translates Italian letters for free",),
    ),
    (
        "a patient person to practise Spanish with",
        "Marisol would swap Spanish conversation for English",
        ("Fatih offers Turkish conversation on Fridays",),
    ),
    (
        "somebody who reads Hungarian, for a box of old letters",
        None,
        ("Kasimir translates Polish letters for neighbours",),
    ),
    # --- law, money, office
    (
        "Dagny got a strange contract from her publisher and can't make sense of it",
        "my cousin the lawyer reads contracts for artists without charge",
        ("the publisher's spare office is free on Fridays",),
    ),
    (
        "who does tax returns for freelancers? mine is two years late",
        "Hedwig's bookkeeper takes on freelancers, use her name",
        ("Hedwig lends a folding desk to freelancers",),
    ),
    (
        "We're founding a society and need help with the statutes",
        "Notary Brandl helps with statutes for societies, first hour free",
        ("Notary Brandl's wife has a hall for society dances",),
    ),
    (
        "Ruben is looking for seed money for his algae start-up",
        "Mathilde invests small sums in young founders, happy to hear pitches",
        ("Mathilde gives away tomato seeds",),
    ),
    (
        "the playground group wants to apply for a grant and has never done it",
        "Sibylle has written a dozen grant applications, would look over ours",
        ("Sibylle's children have outgrown a swing",),
    ),
    (
        "Asks whether we know an insurance person who isn't a crook",
        "Theo sold insurance for thirty years, gives honest advice now that he's out",
        ("Theo lends his car, it is insured for everyone",),
    ),
    (
        "I have a visa interview and no idea what to bring",
        "Farida went through the whole visa business, offers to sit down with anyone",
        ("Farida has room for a guest, no visa needed she jokes",),
    ),
    # --- work
    (
        "Noor finished school and wants an apprenticeship in anything with wood",
        "Carpenter Huber takes an apprentice every September, would look at anyone I send",
        ("Huber has firewood to give away",),
    ),
    (
        "Ulrike lost her job at the airline, looking for part-time work",
        "Gernot's firm is hiring for the front desk, he would put in a word",
        ("Gernot has a spare desk nobody works at",),
    ),
    (
        "The bakery needs an extra hand on Saturdays, can't find anyone who gets up at four",
        "Milan could start tomorrow, would work any hour, he is looking for a job",
        ("The mill is hiring too, will put in a word for anyone",),
    ),
    (
        "How do people get into museum work? asks Selma",
        "Dr Kern at the museum says send her anyone who wants career advice over coffee",
        ("The museum gives free entry on Sundays",),
    ),
    (
        "an internship at a newspaper for Jule, 19",
        "Press officer Thies can place interns at the paper every summer",
        ("Thies has a pile of old newspapers to collect",),
    ),
    # --- teaching and speaking
    (
        "Emil is failing maths and the exam is in May",
        "Frau Sander, retired physics teacher, tutors maths for a walk with her dog",
        ("Frau Sander gives away her old maths books",),
    ),
    (
        "the library's autumn talks still lack a speaker on bees",
        "Beekeeper Arnulf gives talks at any school or library",
        ("Arnulf's honey is to be had for half the price",),
    ),
    (
        "piano lessons for a seven year old, not too strict",
        "Clarissa teaches piano to beginners of any age",
        ("Clarissa's old piano goes to whoever carries it", "Norbert teaches guitar to children"),
    ),
    (
        "my sister wants to learn to sew, is there a course?",
        "Renate shows anybody how to use a sewing machine on Tuesdays",
        ("Renate mends trousers for five euros",),
    ),
    (
        "someone to teach our seniors how to use a tablet",
        "Yannick does computer help for old people, patiently",
        ("Yannick's tablet is for sale",),
    ),
    # --- music
    (
        "our wedding band has no drummer for June 8",
        "Kofi drums with anyone who asks, owns the kit too",
        ("Kofi's neighbour teaches violin",),
    ),
    (
        "Is there a choir for people who can't really sing?",
        "the Monday choir takes everyone, says Adelheid, singing or not",
        ("Adelheid lends music stands",),
    ),
    (
        "looking for a half-size cello to borrow until Christmas",
        "Our half-size cello stands in the corner unused, anyone may borrow it",
        ("Ferdinand plays cello at funerals",),
    ),
    (
        "somebody to tune my grandmother's piano",
        "Laszlo is a piano tuner, does neighbours for cake",
        ("Laszlo's daughter gives piano lessons",),
    ),
    # --- building and repair
    (
        "The tap in the community kitchen drips and the landlord won't come",
        "Detlev was a plumber all his life, will fix things for a meal",
        ("Detlev's cellar kitchen can be used by the community",),
    ),
    (
        "who could put in two sockets, the wiring is from 1950",
        "Silke is an electrician, does small jobs after work",
        ("Plumber Anton does small jobs after work",),
    ),
    (
        "need shelves built in a crooked attic",
        "Rasmus does carpentry, loves crooked rooms",
        ("Rasmus's attic has room for boxes",),
    ),
    ("our shed roof leaks", "Roofer Pohl would do a small roof on a Saturday", ("Pohl has a shed to let for storage",)),
    (
        "Does anyone own a long ladder I could borrow?",
        "A ladder, six metres, in our garage, borrow it whenever",
        ("Egon cleans gutters, brings his own things",),
    ),
    (
        "my bike needs a new wheel and I'm broke",
        "Lasse repairs bikes in his yard for next to nothing",
        ("Lasse lends a kayak",),
    ),
    (
        "someone with a van to move a sofa across town",
        "Bogdan has a van and moves things for petrol money",
        ("Bogdan is giving away a sofa",),
    ),
    (
        "the gate hinge broke, who can weld?",
        "Young Steiner does welding in his garage, likes small jobs",
        ("Steiner's garage has a parking space free",),
    ),
    (
        "mother's old clock stopped, a watchmaker?",
        "Herr Zangl repairs clocks, lives for it",
        ("Herr Zangl winds the church clock and gives tours",),
    ),
    (
        "a strong person to help clear out my late uncle's flat",
        "Piotr and his brother clear out houses, carry everything, free if they may keep the tools",
        ("My late aunt's flat is to let from May",),
    ),
    # --- sewing and crafts
    (
        "a costume for the witch by Friday, nobody in the troupe can sew",
        "Madeleine sews costumes for amateur theatres",
        ("Madeleine lends a stage for amateur theatres",),
    ),
    (
        "wants to fire her pots somewhere, has no kiln",
        "Ute's kiln is half empty every month, others may put pots in",
        ("Ute gives fire safety talks",),
    ),
    (
        "wool! the knitting circle has run out",
        "Birgit has three sacks of wool to give away",
        ("Birgit teaches yoga on Mondays",),
    ),
    # --- growing and animals
    (
        "my garden is a jungle and my back is bad",
        "Quirin loves weeding, does gardens for the exercise",
        ("Quirin's back garden is open to visitors in June",),
    ),
    (
        "tomato plants, any sort, the snails ate mine",
        "Far too many tomato seedlings, says Walburga, come with a box",
        ("Walburga cooks tomato soup for the church",),
    ),
    (
        "somebody to walk a big dog at noon",
        "Retired Otmar walks dogs, the bigger the better",
        ("Otmar's neighbour breeds cats and has kittens to give away",),
    ),
    (
        "We're away in August, who waters the plants and feeds the fish?",
        "Nadine house sits for a quiet place to study",
        ("Nadine has fish for sale on Fridays",),
    ),
    (
        "a plot to grow beans on, even a small one",
        "half of Alfons's allotment lies idle, he'd share it",
        ("Alfons has a plot for a novel he would tell anyone",),
    ),
    (
        "the hen house burnt down, four hens need a home",
        "Margret has room in her chicken coop",
        ("Margret's house has a room to let",),
    ),
    # --- food
    (
        "forty people are coming and I can't cook",
        "Zeynep cooks for parties, anything up to sixty guests",
        ("Zeynep's party tent seats sixty",),
    ),
    (
        "a birthday cake without eggs for Saturday",
        "Gundula bakes cakes, also vegan ones, for the price of the flour",
        ("Gundula has eggs from her own hens",),
    ),
    (
        "she sells jam and needs a licensed kitchen one day a week",
        "The parish kitchen is free on weekdays, the warden would let it to a small business",
        ("The warden makes jam and gives it away",),
    ),
    # --- care and health
    (
        "Who minds two small boys on Thursday nights?",
        "Alva babysits, any evening but Friday",
        ("Alva's boys have outgrown their bunk bed",),
    ),
    (
        "father can't be alone in the mornings any more",
        "Mrs Oduya looks after old people, has mornings free",
        ("Mrs Oduya's father gives away his car",),
    ),
    (
        "Do you know a physio who comes to the house? My shoulder",
        "Bastian is a physiotherapist, does house calls",
        ("Bastian's house is empty in July",),
    ),
    (
        "a wheelchair for a week, grandma visits",
        "The club has a spare wheelchair, just ask",
        ("Armchairs to give away, three of them",),
    ),
    (
        "is there a support group for people who lost somebody?",
        "Grief counsellor Amalia holds an open evening, anyone may come",
        ("Amalia's group for new mothers meets on Mondays",),
    ),
    (
        "I want somebody to run with, slowly",
        "Janosch runs three times a week and would like company, any pace",
        ("Janosch runs a shop for slow food",),
    ),
    # --- places
    (
        "Ilka must leave her flat by March, up to 700 a month, has a dog",
        "A room with its own bath at Frau Lindt's, 620, dogs are fine",
        ("There's a table free in the shared office, 120 a month", "Frau Lindt walks dogs"),
    ),
    (
        "looking for a place where I can finish the book without my family, ten days or so",
        "His cottage by the sea is empty in winter, friends may have it",
        ("His parents have a flat to let, twelve months at least", "Lagerhaus has storage from ten days on"),
    ),
    (
        "where can eight drummers rehearse without neighbours?",
        "the old fire station hall is unused, the mayor would give the key to musicians",
        ("A lakeside cabin for a quiet week, says the mayor",),
    ),
    (
        "a desk in a room with other people, two days a week",
        "There's a free desk at the studio, says Ole, coffee included",
        ("Ole gives away his desk, oak, you carry it",),
    ),
    (
        "somewhere dry to store nine boxes over the summer",
        "Room in my garage for a few boxes, no charge",
        ("Nine moving boxes to give away",),
    ),
    (
        "a wall to hang my drawings on in spring",
        "Café Lund hangs local artists every month and has spring open",
        ("Café Lund is looking for a mason, its wall is damp",),
    ),
    (
        "Our nephew comes for a language course, three nights, nowhere to sleep",
        "Our pull-out couch is free for anyone for a night or three",
        ("The language school rents rooms by the year",),
    ),
    # --- things and people
    (
        "a pram, the second one comes in July",
        "Pram in the cellar, hardly used, take it",
        ("Cellar room to rent, suits a drum kit",),
    ),
    (
        "folding chairs for sixty for the street party",
        "The fire brigade lends folding chairs and benches",
        ("The fire brigade's hall can be had for parties",),
    ),
    (
        "does anyone have a projector for Thursday?",
        "Projector and screen can be borrowed from the school, ask Wenzel",
        ("Wenzel shows films at the school on Thursdays",),
    ),
    (
        "two more people for our chess team",
        "Xaver plays chess, looks for a club",
        ("Xaver carves chess figures and sells them",),
    ),
    (
        "a magician or a clown for the hospital's summer fair",
        "Pepe does magic shows for children in hospitals, never takes money",
        ("Dr Pepe gives second opinions",),
    ),
    (
        "sixty of grandfather's tapes are rotting in a drawer, he wants them saved somehow",
        "Tibor has a tape deck and copies anybody's old cassettes and reels",
        ("Tibor's van can take a chest of drawers",),
    ),
    (
        "Milo is out of school and wants to learn a trade, even for two weeks",
        "the bakery takes a school-leaver every summer, work experience, three weeks",
        ("the school sells its old ovens",),
    ),
    (
        "the tenancy runs to twelve pages, somebody should look before Ute signs",
        "Her uncle the solicitor reads a lease for a friend, no fee",
        ("Ute's uncle lets a flat, twelve months at least",),
    ),
    (
        "who has a set of lino gouges, second hand?",
        "A box of lino gouges in the cellar, for whoever still carves",
        ("Lino floor to give away, hardly worn",),
    ),
)
