"""Hungarian, Greek, Irish, Maltese, Turkish and Albanian: each with a family of its own."""

from __future__ import annotations

from collections.abc import Mapping

from digest.intake.date_grammar.words.vocabulary import Vocabulary

OTHERS: Mapping[str, Vocabulary] = {
    "hu": Vocabulary(
        words={
            "F": "kezdődik indul",
            "T": "végéig",
            "u": "bezárólag",
            "p": "előtt",
            "L": "határidő határideje határidős határnap",
            "C": "pályázat pályázati felhívás jelentkezés jelentkezések",
            "A": "vége végén végéig eleje elején közepe közepén közepéig",
            "S": "tavasz tavasszal nyár nyáron ősz ősszel tél télen",
            "~": "körülbelül kb mintegy",
            "a": "körül után",
            "Q": "ma holnap tegnap most hamarosan",
            "V": "jövő következő ez ezen e",
            "v": "múlt utolsó",
            "z": "hét héten hétvége hétvégén hónap hónapban napja évente",
            "R": "minden naponta hetente havonta",
            "o": "a az év évi között dátum napján nap",
            "&": "és valamint",
            "H": "óra órakor órától óráig h",
        },
        weekdays=(
            "hétfőn kedden szerdán csütörtökön pénteken szombaton .",
            "hétfői keddi szerdai csütörtöki pénteki szombati vasárnapi",
            ". . szerdá . . . .",
        ),
        endings={"o": "ban ben i", "f": "tól től", "u": "ig"},
        tails={
            "o": "án én i ai ei jén ján ji jei a e ra re es os",
            "f": "tól től ától étől jétől jától",
            "u": "ig áig éig jéig jáig",
        },
    ),
    "el": Vocabulary(
        words={
            "F": "από μεταξύ αρχίζει ξεκινά",
            "t": "ως στις",
            "T": "έως μέχρι λήγει ως_και",
            "B": "αργότερο",
            "P": "πριν",
            "L": "προθεσμία καταληκτική διορία",
            "C": "πρόσκληση αιτήσεις υποβολή προτάσεις",
            "A": "τέλη τέλος αρχές αρχή μέσα",
            "S": "άνοιξη καλοκαίρι φθινόπωρο χειμώνα χειμώνας άνοιξης καλοκαιριού φθινοπώρου",
            "~": "περίπου γύρω μετά",
            "Q": "σήμερα αύριο χθες χτες τώρα σύντομα απόψε",
            "V": "επόμενη επόμενο επόμενης επόμενου προσεχή προσεχής αυτή αυτό αυτήν",
            "v": "τελευταία τελευταίο περασμένη προηγούμενη",
            "z": "εβδομάδα εβδομάδας σαββατοκύριακο μήνα μήνας μηνός έτος",
            "R": "κάθε καθημερινά εβδομαδιαία μηνιαία",
            "o": "την τη τον το του της των τις οι η ο στην στη στον στο μηνός ημερομηνία"
            " ημέρα και_ώρα έτους",
            "&": "και κι",
            "E": "ώρα ώρες",
            "H": "μμ πμ μ.μ π.μ",
        },
        months=(
            (
                "ιανουάριο φεβρουάριο μάρτιο απρίλιο μάιο ιούνιο ιούλιο αύγουστο σεπτέμβριο"
                " οκτώβριο"
                " νοέμβριο δεκέμβριο"
            ),
            "γενάρη φλεβάρη μάρτη απρίλη μάη ιούνη ιούλη . σεπτέμβρη οκτώβρη νοέμβρη δεκέμβρη",
            ". . . . μαίου . . . . . . .",
        ),
        weekdays=(
            ". . . . . . κυριακής",
            "δευτέρας τρίτης τετάρτης πέμπτης παρασκευής σαββάτου .",
        ),
        tails={"o": "η ης ου ος"},
    ),
    "ga": Vocabulary(
        words={
            "F": "ó idir",
            "t": "go",
            "T": "go_dtí",
            "B": "faoi",
            "P": "roimh",
            "L": "spriocdháta dáta_deiridh sprioc",
            "C": "glao iarratais iarratas",
            "A": "deireadh_mhí tús lár",
            "S": "earrach samhradh fómhar geimhreadh",
            "~": "thart timpeall tar_éis",
            "Q": "inniu amárach inné anois",
            "V": "seo chugainn",
            "v": "caite",
            "z": "seachtain seachtaine deireadh_seachtaine bliain",
            "R": "gach",
            "o": "an na ar de den lá dáta mí i",
            "&": "agus is",
            "H": "r.n i.n rn in",
        },
        months=(
            (
                "d'eanáir d'fheabhra mhárta d'aibreán bhealtaine mheitheamh d'iúil lúnasa"
                " mheán_fómhair dheireadh_fómhair shamhain nollaig"
            ),
            ". fheabhra . . . . . . . . . .",
            "n-eanáir feabhra márta n-aibreán mbealtaine . n-iúil . . . . nodlaig",
        ),
        weekdays=(
            "an_luan an_mháirt an_chéadaoin an_déardaoin an_aoine an_satharn an_domhnach",
            "luan máirt céadaoin déardaoin aoine satharn domhnach",
        ),
        tails={"o": "ú adh"},
    ),
    "mt": Vocabulary(
        words={
            "F": "mill mit mis mid bejn jibda",
            "T": "sa sal sat sas sad",
            "B": "tard",
            "P": "qabel",
            "L": "skadenza għeluq jagħlqu jagħlaq tagħlaq",
            "C": "sejħa applikazzjonijiet",
            "A": "tmiem bidu nofs aħħar",
            "S": "rebbiegħa sajf ħarifa xitwa",
            "~": "madwar bejn_wieħed_u_ieħor wara",
            "Q": "illum għada lbieraħ issa",
            "V": "li_ġej ġejja ġej dan din",
            "v": "li_għadda għaddiet",
            "z": "xahar sena",
            "R": "kull",
            "o": "ta il l d it is id ir fil fit fis fid f tal data jum",
            "&": "u",
            "E": "siegħa",
        },
        weekdays=("tnejn tlieta erbgħa ħamis ġimgħa sibt ħadd",),
    ),
    "tr": Vocabulary(
        words={
            "F": "başlangıç",
            "f": "itibaren den dan ten tan nden ndan",
            "u": "kadar dek değin",
            "p": "önce",
            "B": "geç",
            "L": "son_başvuru son_tarih son_gün son_katılım",
            "C": "çağrı başvurular başvuru",
            "A": "sonu sonunda başı başında ortası ortasında sonları başları ortaları",
            "S": "ilkbahar bahar yaz kış sonbahar güz",
            "~": "yaklaşık",
            "a": "civarı civarında sonra",
            "Q": "bugün yarın dün şimdi yakında",
            "V": "gelecek önümüzdeki bu",
            "v": "geçen son",
            "z": "hafta haftası haftasonu hafta_sonu ay ayı",
            "R": "her günlük haftalık aylık",
            "o": "de da te ta e a ye ya ne na i ı u ü si sı nde nda in ın un ün nin nın tarihi"
            " tarihinde tarihine tarihinden tarihleri arasında arası gün günü günleri yılı yılında"
            " tarih dahil",
            "&": "ve ile",
            "E": "saat",
        },
        endings={"o": "ta te da de a e", "f": "tan ten dan den"},
        tails={
            "o": "i ı si sı inde ında sinde sında una üne ine ü u e a ye ne da de ta te nde nda",
            "f": "inden ından sinden sından den dan ten tan nden ndan",
        },
    ),
    "sq": Vocabulary(
        words={
            "F": "nga ndërmjet midis fillon",
            "t": "në",
            "T": "deri deri_më deri_në mbaron",
            "B": "vonë",
            "P": "para përpara",
            "L": "afati afat mbyllet",
            "C": "thirrje aplikime aplikimet",
            "A": "fund fundi fillim fillimi mes mesi",
            "S": "pranverë pranvera verë vera vjeshtë vjeshta dimër dimri",
            "~": "rreth përafërsisht afërsisht pas",
            "Q": "sot nesër dje tani së_shpejti",
            "V": "tjetër ardhshëm ardhshme këtë kjo ky",
            "v": "kaluar fundit",
            "z": "javë java muaj muaji fundjavë fundjava vit viti",
            "R": "çdo përditë",
            "o": "më të e i së me datë datën data dita ditën viti vitit muajit",
            "&": "dhe e_më",
            "E": "ora orën",
        },
        weekdays=(
            "hënë martë mërkurë enjte premte shtunë diel",
            "hënën martën mërkurën enjten premten shtunën dielën",
            "hëna marta mërkura enjtja premtja shtuna diela",
        ),
        endings={"o": "i it in ut"},
        tails={"o": "të"},
    ),
}
