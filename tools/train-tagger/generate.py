"""Writes training sentences from templates and the lexicon: generate.py DATA LEXICON EXAMPLES [COUNT].

Names fill the templates and stay marked; a tenth of the sentences is put in capitals or lower case. Same seed, same text.
"""

import itertools
import json
import pathlib
import random
import re
import sys

import spacy

import fillers as F
import lists as L
import templates_en as T
import templates_other as O

PERSON, LOCATION, ORG, GROUP = range(4)
STATES_ABB = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split()


class World:
    """Everything that slots are filled from."""

    def __init__(self, data, prose):
        self.rng = random.Random(20)
        self.persons = L.persons()
        self.weights = [value[2] for value in self.persons.values()]
        self.census = (L.census("dist.male.first", 1200) + L.census("dist.female.first", 4000), L.census("dist.all.last", 30000))
        towns = L.cities(15000)
        self.towns = [town[0] for town in towns]
        self.town_weights = [population**0.4 * (3 if country in ("US", "GB", "ES", "DE", "FR") else 1) for _, population, country in towns]
        self.town_weights = list(itertools.accumulate(self.town_weights))
        self.by_country = {}
        for country in sorted({town[2] for town in towns}):
            own = [town for town in towns if town[2] == country]
            weights = list(itertools.accumulate(town[1] ** 0.6 for town in own))
            self.by_country[country] = ([town[0] for town in own], weights)
        self.territories = L.territories()
        self.states = sorted(state["name"] for state in L.cache().get_us_states().values())
        self.counties = sorted({county["name"] for county in L.cache().get_us_counties()})
        self.wordnet, self.lower = L.wordnet(data)
        self.companies = L.companies(data)
        self.groups = {language: words.split("|") for language, words in L.DEMONYMS.items()}
        self.language = "en"
        counts = {}
        for text in prose:
            for word in re.findall(r"(?<![\w.@'-])[a-z]{4,12}(?![\w@])", text):
                counts[word] = counts.get(word, 0) + 1
        self.vocabulary = sorted(word for word, count in counts.items() if count >= 12 and word in self.lower)
        self.short = [word for word in self.vocabulary if len(word) < 7]
        self.spanish = sorted({word for text in F.SENTENCES_ES + O.SPANISH for word in re.findall(r"(?<!\{)\b[a-zñáéíóú]{4,}\b(?!\})", text)})

    # persons

    def name_lists(self):
        locales = list(self.persons)
        if self.language != "en" and self.rng.random() < 0.85:
            locales = [locale for locale in locales if locale.startswith(self.language)]
            return self.persons[self.rng.choice(locales)]
        if self.rng.random() < 0.3:
            return self.census
        return self.persons[self.rng.choices(locales, self.weights)[0]]

    def first(self):
        return self.rng.choice(self.name_lists()[0])

    def last(self):
        lists = self.name_lists()
        if lists is self.census and self.rng.random() < 0.5:
            return self.rng.choice(lists[1][:3000])
        name = self.rng.choice(lists[1])
        if self.rng.random() < 0.03:
            name += "-" + self.rng.choice(lists[1])
        return name

    def initial(self):
        return self.rng.choice("ABCDEFGHJKLMNPRSTVW") + "."

    def full(self):
        rng, lists = self.rng, self.name_lists()
        given, family = rng.choice(lists[0]), rng.choice(lists[1] if lists is not self.census else lists[1][:12000])
        draw = rng.random()
        if self.language == "es":
            second = rng.choice(lists[1])
            if draw < 0.55:
                return f"{given} {family} {second}"
            if draw < 0.65:
                return f"{given} {rng.choice(lists[0])} {family} {second}"
            if draw < 0.68:
                return f"{given} de la {family}"
            if draw < 0.70:
                return f"{given} {family} y {second}"
            return f"{given} {family}"
        if draw < 0.08:
            return f"{given} {self.initial()} {family}"
        if draw < 0.12:
            return f"{given} {rng.choice(lists[0])} {family}"
        if draw < 0.14:
            return f"{given} {family}-{rng.choice(lists[1])}"
        if draw < 0.16:
            return f"{self.initial()} {family}"
        if draw < 0.17:
            return f"{self.initial()}{rng.choice(['', ' '])}{self.initial()} {family}"
        if draw < 0.19:
            return f"{given} {rng.choice(['van', 'van der', 'von', 'de', 'de la', 'di', 'bin', 'al-', 'del', 'da', 'Van', 'De', 'El', 'Mac', 'St.'])} {family}".replace("- ", "-")
        if draw < 0.20:
            return f"{given} {family} {rng.choice(['Jr.', 'Sr.', 'III', 'II', 'Jr'])}"
        if draw < 0.21:
            return f"{given} {rng.choice(F.TITLE_WORDS)}"
        return f"{given} {family}"

    def person(self):
        draw = self.rng.random()
        if draw < 0.62:
            return self.full()
        if draw < 0.84:
            return self.first()
        if draw < 0.88:
            return self.last()
        if draw < 0.92:
            return f"{self.first()} {self.initial()}"
        if draw < 0.94:
            return f"{self.last()}, {self.first()}"
        if draw < 0.96:
            return self.full().upper()
        if draw < 0.98 and self.wordnet["person"]:
            return self.rng.choice(self.wordnet["person"])
        return self.full()

    # places

    def city(self):
        name = self.city_name()
        return name.upper() if self.rng.random() < 0.06 else name

    def city_name(self):
        home = {"es": ("ES", "MX", "AR", "CO"), "de": ("DE", "DE", "AT", "CH"), "fr": ("FR", "FR", "BE", "CH")}.get(self.language)
        if home and self.rng.random() < 0.8:
            names, weights = self.by_country[self.rng.choice(home)]
            return self.rng.choices(names, cum_weights=weights)[0]
        return self.rng.choices(self.towns, cum_weights=self.town_weights)[0]

    def country(self):
        big = self.rng.random() < 0.7
        name = self.rng.choice(self.territories[self.language + ("_big" if big else "")])
        if self.language == "en" and self.rng.random() < 0.12:
            name = self.rng.choice(["US", "USA", "UK", "U.S.", "England", "Scotland", "Wales", "the United States", "the UK", "U.K.", "UAE", "Europe", "Africa", "Asia", "the Netherlands", "Northern Ireland", "Burma", "Britain", "Great Britain", "South America", "Soviet Union", "PRC", "EU"])
        return name

    def state(self):
        if self.language == "en" and self.rng.random() < 0.75:
            return self.rng.choice(self.states)
        return self.rng.choice(self.wordnet["place"]) if self.rng.random() < 0.5 else self.country()

    def location(self):
        return self.rng.choices([self.city, self.country, self.state, self.geo], [50, 28, 17, 5])[0]()

    def geo(self):
        if self.rng.random() < 0.45:
            return self.rng.choice(self.wordnet["place"])
        if self.rng.random() < 0.1:
            return self.rng.choice(self.counties)
        return self.rng.choice(F.GEO_KINDS).format(self.place_word())

    def place_word(self):
        return self.rng.choice([self.last, self.city, self.city])()

    def facility(self):
        if self.rng.random() < 0.25:
            return self.rng.choice(F.FAC_KNOWN)
        word = self.rng.choice([self.city, self.last, lambda: "St. " + self.rng.choice(F.SAINTS), self.wood, self.wood, self.state])()
        if word.startswith("St.") and self.rng.random() < 0.5:
            return f"{word}'s {self.rng.choice(['Hospital', 'Medical Center', 'Clinic', 'Health'])}"
        return self.rng.choice(F.FAC_KINDS).format(word)

    def wood(self):
        head = self.rng.choice("Oak Maple Elm River Lake Hill Spring Sun West East North South Green Cedar Pine Bay Stone Bright Valley Meadow Wood Harbor Silver Mercy Hope Grace Unity Liberty".split())
        return head + self.rng.choice(["side", "view", "wood", "dale", "field", "ridge", " Valley", " Street", "", "brook", " Grove"])

    # organisations

    def company(self):
        rng = self.rng
        draw = rng.random()
        if draw < 0.2:
            return rng.choice(L.WELL_KNOWN)
        if draw < 0.3:
            return rng.choice(self.companies)
        last = self.last
        kinds = [
            lambda: f"{last()}-{last()}",
            lambda: f"{last()}, {last()} and {last()}",
            lambda: f"{last()} {rng.choice(['Group', 'Inc', 'Ltd', 'LLC', 'PLC', 'and Sons', '& Sons', '& Co.', 'Inc.', 'Corp.', 'Holdings', 'Brothers'])}",
            lambda: f"{last()} & {last()}{rng.choice(['', ' LLP', ' LLP', ', P.C.'])}",
            lambda: f"{rng.choice(F.ORG_HEADS)}{rng.choice(F.ORG_TAILS)}{self.form()}",
            lambda: f"{rng.choice(F.ORG_HEADS)} {rng.choice(F.ORG_NOUNS)}{self.form()}",
            lambda: f"{rng.choice(F.ORG_HEADS)}{rng.choice(F.ORG_HEADS)} {rng.choice(F.ORG_NOUNS)}{self.form()}",
            lambda: f"{last()} {rng.choice(F.ORG_NOUNS)}{self.form()}",
            lambda: f"{self.city()} {rng.choice(F.ORG_NOUNS)}{self.form()}",
            lambda: f"{rng.choice(F.ORG_HEADS)} {rng.choice(F.ORG_NOUNS)} {rng.choice(F.ORG_NOUNS)}{self.form()}",
            lambda: f"{rng.choice(F.TITLE_WORDS)} {rng.choice(['And', 'and', '&', 'of'])} {rng.choice(F.TITLE_WORDS)}",
            lambda: f"{rng.choice(F.ORG_HEADS)}{rng.choice(F.ORG_TAILS).capitalize()}",
            lambda: f"{rng.choice(['Bank of', 'First National Bank of', 'University of', 'Royal Bank of'])} {self.location()}",
            lambda: f"{self.city()} {rng.choice(['Bank', 'Airlines', 'Times', 'Herald', 'Post', 'Gazette', 'Museum', 'Railway', 'Chamber of Commerce', 'City Council', 'Police Department', 'Symphony Orchestra', 'Savings Bank'])}",
            self.acronym,
            self.invented, self.invented, self.invented,
            lambda: f"{self.invented()} {rng.choice(F.ORG_NOUNS)}",
        ]  # fmt: skip
        local = {
            "es": [lambda: f"{last()} y {last()} {rng.choice(['S.A.', 'S.L.', 'S.L.U.', ''])}".strip(), lambda: f"{rng.choice(['Grupo', 'Banco', 'Construcciones', 'Transportes', 'Seguros', 'Farmacia', 'Bodegas'])} {last()}"],
            "de": [lambda: f"{last()} {rng.choice(['GmbH', 'AG', 'KG', 'GmbH & Co. KG', 'e.V.', 'OHG', 'SE'])}", lambda: f"{rng.choice(['Sparkasse', 'Stadtwerke', 'Volksbank', 'Autohaus', 'Brauerei', 'Verlag'])} {self.city()}"],
            "fr": [lambda: f"{last()} {rng.choice(['SA', 'SARL', 'SAS', 'et Fils', 'Frères'])}", lambda: f"{rng.choice(['Société', 'Groupe', 'Banque', 'Éditions', 'Laboratoires', 'Assurances'])} {last()}"],
        }.get(self.language)
        return rng.choice(local if local and rng.random() < 0.6 else kinds)()

    def invented(self):
        """A brand: two words in one, syllables, or a common word."""
        rng, draw = self.rng, self.rng.random()
        short = lambda: rng.choice(self.short)
        if draw < 0.45:
            return f"{short()}{short()}".capitalize()
        if draw < 0.55:
            return f"{short().capitalize()}{short().capitalize()}"
        if draw < 0.65:
            return rng.choice(self.vocabulary).capitalize()
        syllables = "".join(rng.choice("bcdfglmnprstvz") + rng.choice("aeiou") for _ in range(rng.choice([1, 2, 2, 3])))
        return (syllables + rng.choice(["", "x", "ra", "nt", "lia", "vex", "tix", "do", "us", "on", "is", "ly", "ify", "ero", "io"])).capitalize()

    def form(self):
        return self.rng.choice(["", "", "", " Inc.", " Inc", ", Inc.", " LLC", " Ltd", " Ltd.", " Corp.", " Corporation", " GmbH", " PLC", ", L.P.", " Co.", " S.A.", " AG", " N.A."])

    def acronym(self):
        return "".join(self.rng.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in range(self.rng.choice([3, 3, 3, 4, 4, 5])))

    def school(self):
        rng = self.rng
        return rng.choice([
            lambda: f"University of {self.location()}", lambda: f"{self.city()} University", lambda: f"{self.state()} State University",
            lambda: f"{self.city()} High School", lambda: f"{self.full()} High School", lambda: f"{self.last()} College",
            lambda: f"{self.city()} Institute of Technology", lambda: f"{self.last()} School of {rng.choice(['Law', 'Medicine', 'Music', 'Business'])}",
            lambda: f"St. {rng.choice(F.SAINTS)}'s {rng.choice(['College', 'School', 'Academy'])}", lambda: f"{self.last()} Academy",
            lambda: rng.choice(["Harvard", "Yale", "MIT", "Stanford", "Oxford", "Cambridge", "UCLA", "Princeton", "Juilliard School", "Columbia University", "New York University", "NYU"]),
        ])()  # fmt: skip

    def team(self):
        rng = self.rng
        return rng.choice([
            lambda: f"{self.city()} {rng.choice(F.MASCOTS)}", lambda: f"{self.city()} {rng.choice(F.MASCOTS)}", lambda: f"{self.state()} {rng.choice(F.MASCOTS)}",
            lambda: rng.choice(F.MASCOTS), lambda: f"{self.city()} {rng.choice(['United', 'City', 'FC', 'Town', 'Rovers', 'Athletic', 'Hockey Club'])}",
            lambda: f"{rng.choice(['FC', 'AC', 'Real', 'SV', 'Sporting', 'Dynamo', 'AS', 'CD'])} {self.city()}", lambda: f"{rng.choice(['Major League Baseball', 'National Football League', 'NFL', 'NBA', 'Premier League', 'Bundesliga', 'La Liga', 'National Hockey League', 'American League', 'Football Association'])}",
        ])()  # fmt: skip

    def band(self):
        rng, words = self.rng, F.BAND_WORDS
        return rng.choice([
            lambda: f"The {rng.choice(words)} {rng.choice(words)}", lambda: f"The {rng.choice(words)}", lambda: f"{rng.choice(words)} {rng.choice(words)}",
            lambda: f"{self.full()} Band", lambda: rng.choice(words), lambda: f"{rng.choice(words)} of {rng.choice(words)}", lambda: f"{rng.choice(words)} and the {rng.choice(words)}",
            lambda: f"{self.first()} and the {rng.choice(words)}",
        ])()  # fmt: skip

    def organization(self):
        return self.rng.choices(
            [self.company, self.school, self.team, lambda: self.rng.choice(F.AGENCIES), self.club, lambda: self.rng.choice(self.wordnet["org"])],
            [50, 10, 8, 10, 14, 5],
        )[0]()

    def club(self):
        rng, place = self.rng, self.rng.choice([self.city, self.state, self.country])()
        of = rng.choice("Education Science Culture Trade Agriculture Transport Health Foreign Affairs|Human Rights|Public Works".replace(" ", "|").split("|"))
        return rng.choice([
            f"{rng.choice(['American', 'British', 'European', 'International', 'National', 'Royal', 'German', 'World', 'African'])} {rng.choice(['Society', 'Association', 'Institute', 'Federation', 'Council', 'Academy'])} {rng.choice(['of', 'for'])} {of}",
            f"Ministry of {of}", f"Department of {of}", f"{place} Historical Society", f"{self.last()} Foundation", f"{self.full()} Institute", f"{place} Liberation Front",
            f"{rng.choice(['Communist', 'Socialist', 'Labour', 'Liberal', 'Green', 'National', 'Democratic'])} Party{rng.choice(['', ' of ' + place])}",
            f"{place} {rng.choice(['Museum of Art', 'Public Library', 'Board of Education', 'Philharmonic', 'Opera', 'National Guard', 'Fire Department', 'Supreme Court'])}",
            f"{rng.choice(['Church', 'Bank', 'Parliament', 'Government', 'Museum', 'Academy'])} of {place}",
        ])  # fmt: skip

    # other text

    def title(self):
        words = F.TITLE_WORDS
        return self.rng.choice(["{} {}", "The {} {}", "{}", "{} of {}", "The {}", "{} in the {}", "{} and {}"]).format(self.rng.choice(words), self.rng.choice(words))

    def heading(self):
        words = [self.rng.choice(self.vocabulary) for _ in range(self.rng.choice([1, 1, 2, 2, 3, 4]))]
        if len(words) > 2 and self.rng.random() < 0.5:
            words.insert(-1, self.rng.choice(["and", "of", "for", "in", "the"]))
        small = ("and", "of", "for", "in", "the")
        return " ".join(word if word in small else word.capitalize() for word in words)

    def date(self):
        rng = self.rng
        day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(1930, 2026)
        names = {"es": F.MONTHS_ES, "de": F.MONTHS_DE, "fr": F.MONTHS_FR}.get(self.language, F.MONTHS)
        name = names[month - 1]
        if self.language == "es":
            return rng.choice([f"{day:02}/{month:02}/{year}", f"{day} de {name} de {year}"])
        if self.language == "de":
            return rng.choice([f"{day:02}.{month:02}.{year}", f"{day}. {name} {year}"])
        if self.language == "fr":
            return rng.choice([f"{day:02}/{month:02}/{year}", f"{day} {name} {year}"])
        return rng.choice([f"{month:02}/{day:02}/{year}", f"{name} {day}, {year}", f"{day} {name} {year}", f"{year}-{month:02}-{day:02}", f"{name} {day}th, {year}", f"{name[:3]} {day}", f"{name} {day}"])

    def street(self):
        return f"{self.rng.choice([self.last, self.wood, self.city])()} {self.rng.choice(F.STREET_KINDS)}"

    def entity(self, slot):
        """(text, kind) of an upper-case slot; None when the slot is other text."""
        rng = self.rng
        simple = {
            "PER": (self.person, PERSON), "FIRST": (self.first, PERSON), "LAST": (self.last, PERSON), "FULL": (self.full, PERSON),
            "CITY": (self.city, LOCATION), "CITYOF": (self.city, LOCATION), "COUNTRY": (self.country, LOCATION), "STATE": (self.state, LOCATION), "LOC": (self.location, LOCATION),
            "GEO": (self.geo, LOCATION), "FAC": (self.facility, LOCATION), "STATEABB": (lambda: rng.choice(STATES_ABB), LOCATION),
            "STADIUM": (lambda: f"{self.last()} {rng.choice(['Stadium', 'Field', 'Park', 'Arena', 'Gardens'])}", LOCATION),
            "COUNTRYX": (self.country, LOCATION),
            "ORG": (self.organization, ORG), "COMPANY": (self.company, ORG), "SCHOOL": (self.school, ORG), "TEAM": (self.team, ORG),
            "BAND": (self.band, ORG), "AGENCY": (lambda: rng.choice(F.AGENCIES), ORG), "ACRO": (self.acronym, ORG),
            "CALL": (lambda: rng.choice("KW") + self.acronym()[:3], ORG),
            "FACES": (lambda: rng.choice(F.FAC_ES).format(rng.choice([self.city, self.last, lambda: rng.choice(["la Paz", "Carmen", "las Nieves", "Rocío", "Juan de Dios", "Carlos", "Cecilio", "Ramón y Cajal"])])()), ORG),
            "FACDE": (lambda: rng.choice(F.FAC_DE).format(self.city()), LOCATION), "FACFR": (lambda: rng.choice(F.FAC_FR).format(self.city()), LOCATION),
            "NRP": (lambda: rng.choice(self.groups[self.language]) if rng.random() < 0.85 else rng.choice(self.wordnet["group"]), GROUP),
            "NRPes": (lambda: rng.choice(self.groups["es"]), GROUP), "NRPde": (lambda: rng.choice(self.groups["de"]), GROUP), "NRPfr": (lambda: rng.choice(self.groups["fr"]), GROUP),
            "INITIAL": (self.initial, PERSON), "UPPER": (lambda: self.full().upper(), PERSON), "UPCOMPANY": (lambda: self.company().upper(), ORG),
            "LPER": (lambda: self.full().lower() if rng.random() < 0.6 else self.first().lower(), PERSON),
            "LFIRST": (lambda: self.first().lower(), PERSON), "LFULL": (lambda: self.full().lower(), PERSON), "LNRP": (lambda: rng.choice(self.groups["en"]).lower(), GROUP),
            "LASTFIRST": (lambda: f"{self.last()}, {self.first()}", PERSON), "LAST2": (lambda: rng.choice(["{} {}", "{} {}", "{} {}", "{} de {}", "{} de la {}", "{}", "{}-{}"]).format(self.last(), self.last()), PERSON),
            "MASCOT": (lambda: rng.choice(F.MASCOTS), ORG), "NUMBAND": (lambda: f"{rng.randint(2, 99)} {rng.choice(F.BAND_WORDS)}{rng.choice(['', ' of ' + rng.choice(F.BAND_WORDS), ' to ' + self.city()])}", ORG),
            "PARTY": (lambda: rng.choice(F.PARTIES), PERSON), "BANKP": (lambda: "Bank", ORG),
            "LLOC": (lambda: rng.choice([self.city, self.country])().lower(), LOCATION),
        }  # fmt: skip
        if slot == "ORG_OR_LOC":
            slot = rng.choice(["ORG", "LOC"])
        if slot == "BAND_OR_PER":
            slot = rng.choice(["BAND", "FULL"])
        if slot in simple:
            make, kind = simple[slot]
            return make(), kind
        return None

    def other(self, slot):
        rng = self.rng
        base, _, language = slot.partition("_")
        tables = {
            "dis": F.DISEASES, "drug": F.DRUGS, "job": F.JOBS, "noun": F.NOUNS, "topic": F.TOPICS, "subject": F.SUBJECTS, "doc": F.DOCS,
            "request": F.REQUESTS, "sentence": F.SENTENCES, "month": F.MONTHS, "weekday": F.WEEKDAYS, "dis_es": F.DISEASES_ES, "dis_fr": F.DISEASES_FR,
            "topic_es": F.TOPICS_ES, "topic_de": F.TOPICS_DE, "topic_fr": F.TOPICS_FR, "noun_es": F.NOUNS_ES, "noun_de": F.NOUNS_DE, "noun_fr": F.NOUNS_FR,
            "month_es": F.MONTHS_ES, "month_de": F.MONTHS_DE, "month_fr": F.MONTHS_FR, "weekday_es": F.WEEKDAYS_ES, "weekday_de": F.WEEKDAYS_DE,
            "sentence_es": F.SENTENCES_ES, "sentence_de": F.SENTENCES_DE, "sentence_fr": F.SENTENCES_FR, "TITLEX": ["Manager", "Engineer", "Director of Sales", "Nurse", "Professor", "Clerk", "Vice President"],
            "ROMAN": ["I", "II", "III", "IV", "V", "VI", "XIV", "XVI"],
        }  # fmt: skip
        if slot.endswith("_l"):
            sentence = rng.choice(tables[slot[:-2]])
            return sentence[0].lower() + sentence[1:]
        if slot in tables:
            return rng.choice(tables[slot])
        return {
            "deft": lambda: " ".join([*rng.sample(F.DEFINED, rng.choice([1, 1, 1, 2])), rng.choice(F.DEFINED_ENDS)][rng.choice([0, 0, 0, 1]):]),
            "tech": lambda: rng.choice(F.TECH), "ACR": lambda: rng.choice(F.ACRONYMS) if rng.random() < 0.8 else self.acronym(), "verb": lambda: rng.choice(F.VERBS),
            "heading": self.heading, "terms": lambda: " ".join(rng.choice(self.vocabulary) for _ in range(rng.randint(1, 4))), "LASTNEG": self.last,
            "terms_es": lambda: " ".join(rng.choice(self.spanish) for _ in range(rng.randint(1, 4))), "PLANE": lambda: f"{rng.choice('ABCF')}-{rng.randint(1, 130)}",
            "num": lambda: str(rng.choice([rng.randint(1, 99), rng.randint(1, 999), rng.randint(1, 20)])), "year": lambda: str(rng.randint(1850, 2026)),
            "zip": lambda: f"{rng.randint(1000, 99999):05}", "id": lambda: rng.choice([str(rng.randint(10000, 99999999)), f"{self.acronym()}-{rng.randint(1000, 99999)}"]),
            "phone": lambda: f"{rng.randint(200, 999)} {rng.randint(200, 999)} {rng.randint(1000, 9999)}", "email": lambda: f"{rng.choice(['info', 'j.d', 'mail', 'k77'])}@example.{rng.choice(['com', 'org', 'es'])}",
            "money": lambda: f"${rng.randint(1, 900)}{rng.choice([' million', ',000', '', ' billion'])}", "time": lambda: f"{rng.randint(1, 12)} {rng.choice(['am', 'pm'])}", "date": self.date,
            "title": self.title, "STREET": self.street, "ESSTREET": lambda: f"{rng.choice(['C/', 'Calle', 'Avda.', 'Avenida', 'Plaza', 'Paseo de'])} {rng.choice([self.last, self.full, self.city])()}",
            "DESTREET": lambda: f"{rng.choice([self.last, self.city])()}{rng.choice(['straße', 'str.', 'weg', '-Straße', 'allee'])}", "FRSTREET": lambda: f"{rng.choice(['rue', 'avenue', 'boulevard', 'place'])} {rng.choice(['de ' + self.city(), self.full()])}",
            "city": self.city, "placeword": self.place_word, "job_c": lambda: rng.choice(F.JOBS).title(),
            "titlewords": lambda: " ".join(rng.sample(F.TITLE_WORDS, rng.randint(1, 3))) if rng.random() < 0.3 else rng.choice(F.WORD_PAIRS),
            "UPWORDS": lambda: rng.choice(F.WORD_PAIRS).upper(),
        }[slot]()  # fmt: skip

    def fill(self, template):
        """(text, names) of a template, with offsets in characters."""
        template = re.sub(r"\[([^\[\]]*\|[^\[\]]*)\]", lambda match: self.rng.choice(match[1].split("|")), template)
        text, names = "", []
        for index, part in enumerate(re.split(r"\{(\w+)\}", template)):
            if index % 2 == 0:
                text += part
                continue
            found = self.entity(part)
            if found is None:
                text += self.other(part)
                continue
            name, kind = found
            if name.startswith("the "):
                text, name = text + "the ", name[4:]
            if part == "INITIAL" and names and names[-1][1] == len(text) - 1:
                names[-1] = (names[-1][0], len(text) + len(name), kind)
            else:
                names.append((len(text), len(text) + len(name), kind))
            text += name
        return text, names


def example(text, names):
    at = lambda index: len(text[:index].encode())
    return {"text": text, "names": [[at(start), at(end), kind] for start, end, kind in names]}


PARTS = [
    ("en", T.CHAT, 26), ("en", T.CLINICAL, 13), ("en", T.BUSINESS, 15), ("en", T.ENCYCLOPEDIA, 18), ("en", T.NEGATIVE, 22), ("es", O.SPANISH, 16), ("de", O.GERMAN, 8), ("fr", O.FRENCH, 8),
]  # fmt: skip


def sentences(world, count):
    rng = world.rng
    for _ in range(count):
        language, templates, _ = rng.choices(PARTS, [part[2] for part in PARTS])[0]
        world.language = language
        text, names = "", []
        start = rng.randrange(len(templates))
        for step in range(rng.choice([1, 1, 1, 2, 2, 3, 4, 6])):
            pool = T.NEGATIVE if language == "en" and rng.random() < 0.08 else templates
            # neighbours of a list often belong together: fields of a form, lines of a letter
            pick = (start + step) % len(pool) if rng.random() < 0.6 else rng.randrange(len(pool))
            piece, found = world.fill(pool[pick])
            if text:
                text += rng.choice(["\n", " ", " ", "\n\n"]) if not text.endswith(",") else "\n"
            names += [(len(text) + start_, len(text) + end, kind) for start_, end, kind in found]
            text += piece
        draw = rng.random()
        if draw < 0.03 and len(text.upper()) == len(text):
            text = text.upper()
        elif draw < 0.08 and len(text.lower()) == len(text):
            text = text.lower()
        yield example(text, names)
    yield from code(rng, count // 12)


def code(rng, count):
    """Pieces of programs without names: sources of packages, a few lines each."""
    lines = []
    for package in ("babel", "spacy/pipeline", "spacy/ml", "spacy/cli", "thinc"):
        for root in (pathlib.Path(spacy.__file__).parent.parent / package,):
            for path in sorted(root.rglob("*.py")):
                lines += [line.rstrip() for line in path.read_text("utf-8").splitlines() if line.strip() and "author" not in line.lower()]
    for _ in range(count):
        start = rng.randrange(len(lines) - 12)
        yield example("\n".join(lines[start : start + rng.randint(1, 10)]), [])


def lexicon(world, examples):
    entries = {}

    def add(lists, words):
        for word in words:
            entries[word] = entries.get(word, 0) | lists

    for given, family, _ in world.persons.values():
        add(L.GIVEN, given)
        add(L.FAMILY, family)
    add(L.GIVEN, world.census[0])
    add(L.FAMILY, world.census[1][:25000])
    add(L.PLACE, world.towns)
    add(L.PLACE, L.other_city_names())
    for town, population, _ in L.cities(15000):
        if population > 300_000:
            add(L.BIG_PLACE, [town])
    for language in ("en", "es", "de", "fr"):
        add(L.PLACE, world.territories[language])
        add(L.BIG_PLACE, world.territories[language + "_big"])
        add(L.GROUP, world.groups[language])
    add(L.PLACE, world.counties)
    add(L.BIG_PLACE, world.states)
    add(L.BIG_PLACE, "USA|UK|U.S.|U.K.|US|UAE|England|Scotland|Wales|Britain|Europe|Africa|Asia|America".split("|"))
    add(L.PLACE, world.wordnet["place"])
    add(L.PERSON, world.wordnet["person"])
    add(L.ORG, world.wordnet["org"])
    add(L.GROUP, world.wordnet["group"])
    add(L.PARTY, F.PARTIES)
    add(L.ORG, world.companies + L.WELL_KNOWN + F.AGENCIES)
    for lists, words in L.MARKS.items():
        add(lists, words.split())
    seen = {}
    for text in examples:
        for word in set(re.findall(r"(?<![\w.@'-])[a-zß-öø-ÿ]{2,}(?![\w@])", text)):
            seen[word] = seen.get(word, 0) + 1
    add(L.COMMON, [word for word, count in seen.items() if count >= 2 and (word in world.lower or count >= 8)])
    return entries


def main():
    data, lexicon_path, out = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 120_000
    prose = [json.loads(line)["text"] for path in sys.argv[5:] for line in open(path, encoding="utf-8")]
    world = World(data, prose)
    rows = list(sentences(world, count))
    with open(out, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    templates = [re.sub(r"\{\w+\}|[\[\]|]", " ", t) for part in PARTS for t in part[1]] * 2
    every = [s for s in F.SENTENCES + F.SENTENCES_ES + F.SENTENCES_DE + F.SENTENCES_FR] * 2
    entries = lexicon(world, prose + templates + every)
    with open(lexicon_path, "w", encoding="utf-8") as file:
        for words in sorted(entries):
            file.write(f"{entries[words]}\t{words}\n")


if __name__ == "__main__":
    main()
