"""English, German, Dutch, Danish, Swedish, Norwegian and Icelandic."""

from __future__ import annotations

from collections.abc import Mapping

from digest.intake.date_grammar.words.vocabulary import Vocabulary

GERMANIC: Mapping[str, Vocabulary] = {
    "en": Vocabulary(
        words={
            "F": "from between since starts starting begins beginning_on opens as",
            "f": "onwards onward",
            "t": "to",
            "T": "until untill till til up_to through thru than ending ends",
            "B": "by",
            "P": "before prior",
            "K": "publishing_date publication_date date_published posting_date",
            "L": "deadline deadlines closes expires aoe",
            "l": "close closing closed due latest",
            "C": "call calls applications submissions proposals nominations",
            "A": "end beginning middle mid early late",
            "S": "spring summer autumn fall winter",
            "~": "about around approximately approx circa ca after week_of week_commencing",
            "Q": "today tomorrow tonight yesterday now soon",
            "V": "this next coming following",
            "v": "last",
            "z": "days week weeks weekend weekends month months year years fortnight",
            "R": "every each daily weekly fortnightly monthly yearly recurring annually",
            "o": "the of on in at a during throughout all whole date dates day is start begin"
            " st nd rd th including inclusive gmt utc",
            "&": "and",
            "Y": "cet eet mez",
            "Z": "cest eest mesz bst",
        },
        tails={"o": "st nd rd th"},
    ),
    "de": Vocabulary(
        words={
            "F": "ab seit zwischen beginnt startet",
            "t": "zum",
            "T": "bis endet",
            "B": "spätestens",
            "P": "vor",
            "L": "frist bewerbungsfrist einreichfrist einreichungsfrist anmeldefrist abgabefrist"
            " einsendeschluss bewerbungsschluss anmeldeschluss redaktionsschluss abgabeschluss"
            " annahmeschluss einreichschluss stichtag schließt",
            "C": "ausschreibung aufruf bewerbungen bewerbung einreichungen einreichung",
            "A": "ende anfang mitte hälfte",
            "S": "frühling frühjahr sommer herbst winter",
            "~": "etwa ungefähr gegen rund voraussichtlich nach",
            "Q": "heute morgen gestern jetzt bald demnächst",
            "V": "nächsten nächste nächster kommenden kommende kommender"
            " diesen diese dieser dieses",
            "v": "letzten letzte letzter letztes vergangenen",
            "z": "woche wochen wochenende monat monats monate jahr jahres tage quartal",
            "R": "jeden jede jedes jeweils täglich wöchentlich monatlich jährlich"
            " montags dienstags mittwochs donnerstags freitags samstags sonntags",
            "o": "vom von dem den der die das am im in des einschließlich einschl inkl inklusive"
            " zu mit nur datum termin",
            "&": "und sowie u",
            "E": "um",
            "H": "uhr",
        },
        months=("jänner feber mrz . . . . . . . . .",),
        weekdays=(". . . . . sonnabend .", "mo di mi do fr sa so"),
        tails={"o": "ten te"},
    ),
    "nl": Vocabulary(
        words={
            "F": "vanaf sinds tussen start begint from",
            "T": "tot t/m eindigt",
            "B": "uiterlijk",
            "P": "voor vóór",
            "L": "deadline uiterste_datum inschrijftermijn sluitingsdatum sluit",
            "C": "oproep aanmeldingen inzendingen aanvragen",
            "A": "eind einde begin midden half medio",
            "S": "lente voorjaar zomer herfst najaar winter",
            "~": "ongeveer rond omstreeks circa na",
            "Q": "vandaag morgen gisteren nu binnenkort vanavond",
            "V": "volgende komende aanstaande deze dit",
            "v": "vorige afgelopen laatste",
            "z": "week weken weekend weekeinde maand maanden jaar dagen",
            "R": "elke ieder iedere dagelijks wekelijks maandelijks jaarlijks",
            "o": "van op de het in dag datum met inclusief dit",
            "&": "en",
            "E": "om",
            "H": "uur u",
        },
        tails={"o": "e ste de"},
    ),
    "da": Vocabulary(
        words={
            "F": "fra mellem starter begynder",
            "T": "til indtil t.o.m slutter",
            "B": "senest",
            "P": "inden før",
            "L": "frist deadline ansøgningsfrist tilmeldingsfrist afleveringsfrist",
            "C": "ansøgninger opslag indkaldelse",
            "A": "slutningen begyndelsen midten ultimo primo medio",
            "S": "forår foråret sommer sommeren efterår efteråret vinter vinteren",
            "~": "cirka omkring efter",
            "Q": "dag morgen aften nu snart",
            "V": "næste kommende denne dette",
            "v": "sidste forrige",
            "z": "uge ugen ugens uger weekend weekenden måned måneden måneder år dage",
            "R": "hver hvert dagligt ugentligt månedligt årligt",
            "o": "den det de d i på og_med med af år inkl dato",
            "&": "og samt",
            "E": "kl klokken",
        },
        weekdays=("mand tirs onsd torsd fred lørd sønd",),
    ),
    "sv": Vocabulary(
        words={
            "F": "från mellan fr.o.m startar börjar",
            "T": "till t.o.m tom slutar",
            "B": "senast",
            "P": "innan före",
            "L": "deadline sista_ansökningsdag sista_anmälningsdag sista_dag ansökningstid",
            "C": "ansökningar utlysning",
            "A": "slutet början mitten",
            "S": "vår våren sommar sommaren höst hösten vinter vintern",
            "~": "cirka omkring runt efter",
            "Q": "idag imorgon ikväll nu snart",
            "V": "nästa kommande denna detta",
            "v": "förra sista",
            "z": "vecka veckan veckor helg helgen månad månaden månader år dagar",
            "R": "varje varannan dagligen veckovis månadsvis årligen",
            "o": "den det de i på och_med och med av year år inklusive datum",
            "&": "och samt",
            "E": "kl klockan",
        },
        weekdays=(". . . . . . .", "månd tisd onsd torsd fred lörd sönd"),
        tails={"o": "e a"},
    ),
    "no": Vocabulary(
        words={
            "F": "fra mellom starter begynner",
            "T": "til t.o.m slutter",
            "B": "innen senest",
            "P": "før",
            "L": "frist søknadsfrist påmeldingsfrist svarfrist deadline innleveringsfrist",
            "C": "søknader utlysning",
            "A": "slutten begynnelsen midten ultimo primo medio",
            "S": "vår våren sommer sommeren høst høsten vinter vinteren",
            "~": "cirka omkring rundt etter",
            "Q": "dag morgen kveld nå snart",
            "V": "neste kommende denne dette",
            "v": "siste forrige",
            "z": "uke uken uka uker helg helgen måned måneden måneder år dager",
            "R": "hver hvert daglig ukentlig månedlig årlig",
            "o": "den det de i på og_med med av år dato",
            "&": "og samt",
            "E": "kl klokken klokka",
        },
        weekdays=("måndag tysdag . . . laurdag sundag",),
    ),
    "is": Vocabulary(
        words={
            "F": "frá milli hefst",
            "T": "til lýkur",
            "B": "síðasta_lagi",
            "P": "fyrir",
            "L": "frestur umsóknarfrestur skilafrestur skráningarfrestur",
            "C": "umsóknir umsóknum",
            "A": "lok byrjun miðjan",
            "S": "vor vorið sumar sumarið haust haustið vetur",
            "~": "um_það_bil kringum eftir",
            "Q": "dag morgun kvöld núna bráðlega",
            "V": "næsta næstkomandi næsti þessi",
            "v": "síðasta síðasti síðastliðinn",
            "z": "viku vika vikunnar helgi helgina mánuði mánuður mánaðar ár daga",
            "R": "hvern hverjum daglega vikulega mánaðarlega árlega",
            "o": "þann hinn í á og_með með af árið ársins dagana dagur",
            "&": "og",
            "E": "kl klukkan",
        },
        months=(
            "janúars febrúars . . . . . . septembers októbers nóvembers desembers",
            "jan feb mar apr . jun jul agust sept okt nov des",
        ),
        weekdays=(
            "mánudag þriðjudag miðvikudag fimmtudag föstudag laugardag sunnudag",
            "mánudegi þriðjudegi miðvikudegi fimmtudegi föstudegi laugardegi sunnudegi",
            "mánudags þriðjudags miðvikudags fimmtudags föstudags laugardags sunnudags",
            (
                "mánudaginn þriðjudaginn miðvikudaginn fimmtudaginn föstudaginn laugardaginn"
                " sunnudaginn"
            ),
            (
                "mánudeginum þriðjudeginum miðvikudeginum fimmtudeginum föstudeginum laugardeginum"
                " sunnudeginum"
            ),
            (
                "mánudagsins þriðjudagsins miðvikudagsins fimmtudagsins föstudagsins laugardagsins"
                " sunnudagsins"
            ),
        ),
    ),
}
