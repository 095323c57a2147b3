"""Words: what each key is, in an editor's words, once: schemas, snippets and new files all say it from here.

Rules of the room: a key is named with the group that it stands in, ``story.date``; what is the same wherever it stands
is named alone. First English, then German; no full stop, since a comment may go on behind it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # What many things have.
        "title": ("What it is called; plain text", "Wie es heißt; reiner Text"),
        "description": (
            "One or two sentences for lists, search engines and shared links",
            "Ein, zwei Sätze für Listen, Suchmaschinen und geteilte Links",
        ),
        "slug": (
            "The last part of the address; the file's name where it is missing",
            "Der letzte Teil der Adresse; fehlt er, gilt der Name der Datei",
        ),
        "aliases": ("Old addresses that lead here: [/old/page/]", "Alte Adressen, die hierher führen: [/alt/seite/]"),
        "draft": (
            "true while it is being written: readers do not see it",
            "true, solange daran geschrieben wird: Leser sehen es nicht",
        ),
        "weight": (
            "A number for the order in lists, the smallest first; what has none comes last",
            "Eine Zahl für die Reihenfolge in Listen, die kleinste zuerst; was keine hat, kommt zuletzt",
        ),
        "apart": (
            "true: its stories stand in its own list alone, not on the cover and in no feed",
            "true: seine Geschichten stehen nur in seiner eigenen Liste, nicht auf dem Titel und in keinem Feed",
        ),
        "params": ("Free keys for templates, each with a text", "Freie Angaben für Vorlagen, jede mit einem Text"),
        "tags": ("Keywords, by their ids: [tea, travel]", "Schlagwörter, mit ihren Kennungen: [tee, reise]"),
        "lastmod": ("When it was last changed in substance", "Wann es zuletzt in der Sache geändert wurde"),
        "image": ("A picture", "Ein Bild"),
        # Pictures.
        "image.src": ("The picture's path below content/: images/name.jpg", "Der Pfad unter content/: images/name.jpg"),
        "image.alt": (
            'What one sees, for whoever does not see it; "" if it is mere decoration',
            'Was man sieht, für alle, die es nicht sehen; "", wenn es nur schmückt',
        ),
        "image.credit": ("Who made the picture", "Von wem das Bild ist"),
        "image.caption": ("What stands below the picture", "Was unter dem Bild steht"),
        # Stories.
        "story.date": (
            "The day, or the day and the time: 2026-10-03 08:00; before it nobody sees the story",
            "Der Tag, oder Tag und Uhrzeit: 2026-10-03 08:00; vorher sieht niemand die Geschichte",
        ),
        "story.section": ("The section, by its id", "Das Ressort, mit seiner Kennung"),
        "story.authors": ("Who wrote it, by their ids", "Wer sie geschrieben hat, mit Kennung"),
        "story.publishDate": ("When it appears, if not on its date", "Wann sie erscheint, wenn nicht an ihrem Datum"),
        "story.expiryDate": ("When it disappears", "Wann sie verschwindet"),
        "story.hero": ("The picture at the top and in lists", "Das Bild am Anfang und in Listen"),
        # Free pages.
        "page.menu": ("In which menu it stands: main or footer", "In welchem Menü sie steht: main oder footer"),
        "page.role": ("Which legal page it is", "Welche rechtliche Seite es ist"),
        # Products.
        "product.section": ("The section, by its id", "Das Ressort, mit seiner Kennung"),
        "product.brand": ("The brand", "Die Marke"),
        "product.images": ("Its pictures, the first of them for lists", "Seine Bilder, das erste auch für Listen"),
        "product.options": ("What is chosen, such as a size", "Was man wählt, zum Beispiel die Größe"),
        "product.variants": (
            "What is sold, one entry for each choice; one at least",
            "Was verkauft wird, ein Eintrag für jede Wahl; einer mindestens",
        ),
        "product.tax": ("The tax class, as site.yml names it", "Die Steuerklasse, wie site.yml sie nennt"),
        "product.manufacturer": (
            "Who made it; the law wants it beside every offer (GPSR, Art. 19)",
            "Wer es hergestellt hat; das Gesetz will es bei jedem Angebot (GPSR, Art. 19)",
        ),
        "product.facts": (
            "What else is known, as a label and a text",
            "Was sonst bekannt ist, je ein Name und ein Text",
        ),
        "product.material": ("What it is made of", "Woraus es besteht"),
        "product.ingredients": ("The list of ingredients", "Das Zutatenverzeichnis"),
        "product.allergens": ("The allergens in it", "Die Allergene darin"),
        "product.safety": ("Warnings, a list of sentences", "Warnhinweise, eine Liste von Sätzen"),
        "product.withdrawal": ("Why it cannot be given back, if it cannot", "Warum man es nicht zurückgeben kann"),
        "product.discontinued": (
            "true if it is made no longer: its page stays, and sells nothing",
            "true, wenn es das nicht mehr gibt: die Seite bleibt, verkauft wird nichts",
        ),
        "product.no_discount": (
            "true if no coupon lowers its price: books, for one, have a fixed price",
            "true, wenn kein Gutschein den Preis senkt: Bücher zum Beispiel haben einen festen Preis",
        ),
        "product.successor": (
            "What follows it, by its id, once it is discontinued",
            "Was ihm nachfolgt, mit Kennung, wenn es das nicht mehr gibt",
        ),
        "manufacturer.name": ("Name of the manufacturer", "Name des Herstellers"),
        "manufacturer.address": ("Street, postal code and town, country", "Straße, Postleitzahl und Ort, Land"),
        "manufacturer.contact": ("Mail address or web address", "E-Mail- oder Internetadresse"),
        "manufacturer.eu_responsible": (
            "The responsible person in the EU, where the manufacturer is elsewhere",
            "Die verantwortliche Person in der EU, wenn der Hersteller anderswo sitzt",
        ),
        "option.id": ("A word that stays the same in every language", "Ein Wort, das in jeder Sprache gleich bleibt"),
        "option.title": ("What it is called", "Wie es heißt"),
        "option.values": ("What there is to choose from: [S, M, L]", "Woraus man wählt: [S, M, L]"),
        "value.id": ("A word that stays the same in every language", "Ein Wort, das in jeder Sprache gleich bleibt"),
        "value.title": ("What it is called", "Wie es heißt"),
        "variant.sku": (
            "The article number: letters, digits, points, hyphens; each only once",
            "Die Artikelnummer: Buchstaben, Ziffern, Punkte, Bindestriche; jede nur einmal",
        ),
        "variant.options": ("Which value of each option it is", "Welcher Wert jeder Option es ist"),
        "variant.price": (
            "The price, VAT included, with a point: 12.50",
            "Der Preis samt Mehrwertsteuer, mit Punkt: 12.50",
        ),
        "variant.list_price": ("The manufacturer's list price, if higher", "Die UVP, wenn sie höher ist"),
        "variant.prices": ("The price in each market: {de: 12.50}", "Der Preis in jedem Markt: {de: 12.50}"),
        "variant.list_prices": ("The list price in each market", "Die UVP in jedem Markt"),
        "variant.gtin": ("The number below the bar code", "Die Nummer unter dem Strichcode"),
        "variant.weight": ("What the parcel weighs: 480 g", "Was das Paket wiegt: 480 g"),
        "variant.content": (
            "What is in it, for the base price: 250 g, 750 ml, 1 m2",
            "Was darin ist, für den Grundpreis: 250 g, 750 ml, 1 m2",
        ),
        "variant.fulfilment": ("How it reaches the customer", "Wie es zur Kundschaft kommt"),
        "variant.opening_stock": (
            "How many there are to begin with; without the key there is no end",
            "Wie viele es am Anfang gibt; ohne Angabe beliebig viele",
        ),
        "variant.lead_days": ("Working days until it leaves", "Werktage, bis es das Haus verlässt"),
        "variant.available_from": (
            "A pre-order until then: it is not sent before that day",
            "Bis dahin Vorbestellung: Vor diesem Tag geht es nicht hinaus",
        ),
        "variant.maximum": (
            "How many one order may have; without the key 99",
            "Wie viele eine Bestellung haben darf; ohne Angabe 99",
        ),
        "variant.offers": (
            "Lower prices for a while: [{price: 9.90, from: 2026-12-01, until: 2026-12-24}]",
            "Niedrigere Preise auf Zeit: [{price: 9.90, from: 2026-12-01, until: 2026-12-24}]",
        ),
        "offer.price": ("The lower price", "Der niedrigere Preis"),
        "offer.list_price": ("The manufacturer's list price, if another", "Die UVP, wenn sie eine andere ist"),
        "offer.prices": ("The lower price in each market", "Der niedrigere Preis in jedem Markt"),
        "offer.list_prices": ("The list price in each market", "Die UVP in jedem Markt"),
        "offer.from": ("The first day, or its moment", "Der erste Tag, oder der Zeitpunkt"),
        "offer.until": ("The last day, or the moment of its end", "Der letzte Tag, oder der Zeitpunkt des Endes"),
        "withdrawal.exception": ("Which exception of the law it is", "Welche Ausnahme des Gesetzes es ist"),
        "withdrawal.reason": ("Why, in a sentence for the customer", "Warum, in einem Satz für die Kundschaft"),
        # content/coupons.yml.
        "coupon.title": ("What the bill calls it, by language", "Wie er auf der Rechnung heißt, nach Sprache"),
        "coupon.amount": ("What it takes off the goods: 5.00", "Was er von den Waren abzieht: 5.00"),
        "coupon.percent": (
            "What it takes off the goods, in per cent: 10",
            "Was er von den Waren abzieht, in Prozent: 10",
        ),
        "coupon.free_shipping": (
            "true if the cheapest way to deliver costs nothing",
            "true, wenn der günstigste Versand nichts kostet",
        ),
        "coupon.minimum": ("From which value of goods on it holds", "Ab welchem Warenwert er gilt"),
        "coupon.products": (
            "Which products alone it is for, by their ids",
            "Für welche Produkte allein er gilt, mit Kennung",
        ),
        "coupon.from": ("The first day, or its moment", "Der erste Tag, oder der Zeitpunkt"),
        "coupon.until": ("The last day, or the moment of its end", "Der letzte Tag, oder der Zeitpunkt des Endes"),
        "coupon.once_per_customer": (
            "true if each mail address has it once",
            "true, wenn ihn jede Mailadresse einmal hat",
        ),
        "coupon.limit": ("How many orders can use it in all", "Wie viele Bestellungen ihn insgesamt nutzen können"),
        # site.yml.
        "site.litfass": ("The version of the tool: 0.1", "Die Version des Werkzeugs: 0.1"),
        "site.base_url": ("Where the magazine lies: https://example.org", "Wo das Magazin liegt: https://example.org"),
        "site.till_url": (
            "Where the till answers, if elsewhere: https://till.example.org/till",
            "Wo die Kasse antwortet, wenn anderswo: https://kasse.example.org/till",
        ),
        "site.timezone": ("The time zone: Europe/Berlin", "Die Zeitzone: Europe/Berlin"),
        "site.theme": ("The theme, a folder's name", "Das Theme, der Name eines Ordners"),
        "site.brand": ("Eight colours, a logo, two fonts", "Acht Farben, ein Logo, zwei Schriften"),
        "brand.paper": ("Behind everything", "Hinter allem"),
        "brand.ink": ("Of text", "Der Text"),
        "brand.act": ("Of buttons and links", "Knöpfe und Verweise"),
        "brand.second": ("A second colour beside it", "Eine zweite Farbe daneben"),
        "brand.sale": ("Of reduced prices", "Gesenkte Preise"),
        "brand.dark": ("The colours by night, where they do not follow", "Die Farben bei Nacht, wo sie nicht folgen"),
        "brand.logo": ("The logo's file: content/images/logo.svg", "Die Datei des Logos: content/images/logo.svg"),
        "brand.read": ("The font to read in, one file or several", "Die Schrift zum Lesen, eine Datei oder mehrere"),
        "brand.use": ("The font of buttons and small print", "Die Schrift für Knöpfe und Kleines"),
        "site.lenient": (
            "true: unknown keys and missing pictures of stories are warnings, not errors",
            "true: unbekannte Angaben und fehlende Bilder in Geschichten sind Warnungen, keine Fehler",
        ),
        "site.extensions": (
            "Python files that bring blocks of their own: [extensions/weather.py]",
            "Python-Dateien, die eigene Blöcke mitbringen: [extensions/wetter.py]",
        ),
        "site.payment": ("Who takes the money", "Wer das Geld annimmt"),
        "site.page_size": ("How many stories a list's page has", "Wie viele Geschichten eine Seite einer Liste hat"),
        "site.return_days": ("Days to give things back, 14 at least", "Tage zum Zurückgeben, mindestens 14"),
        "site.languages": ("The languages; the first lies at the root", "Die Sprachen; die erste liegt an der Wurzel"),
        "site.organization": ("Who publishes and sells", "Wer herausgibt und verkauft"),
        "site.markets": ("Where is sold, in which currency, at which taxes", "Wo verkauft wird, Währung und Steuern"),
        "site.payment_means": ("What the till takes, by language", "Womit man zahlen kann, nach Sprache"),
        "language.name": ("The language's own name", "Der eigene Name der Sprache"),
        "language.title": ("The magazine's name", "Der Name des Magazins"),
        "language.tagline": ("What it is about, in half a sentence", "Worum es geht, in einem halben Satz"),
        "organization.name": ("Name of the company", "Name der Firma"),
        "organization.mail": ("Mail address", "E-Mail-Adresse"),
        "organization.street": ("Street and number", "Straße und Hausnummer"),
        "organization.postal_code": ("Postal code, in quotes", "Postleitzahl, in Anführungszeichen"),
        "organization.city": ("Town", "Ort"),
        "organization.country": ("Country, two letters: DE", "Land, zwei Buchstaben: DE"),
        "organization.telephone": ("Telephone, in quotes", "Telefon, in Anführungszeichen"),
        "organization.tax_number": ("Tax number, for invoices", "Steuernummer, für Rechnungen"),
        "organization.vat_id": ("VAT identification number: DE123456789", "USt-IdNr.: DE123456789"),
        "market.currency": ("Currency, three letters: EUR", "Währung, drei Buchstaben: EUR"),
        "market.countries": ("The countries delivered to: [DE, AT]", "Die Länder, in die geliefert wird: [DE, AT]"),
        "market.vat": (
            "included, or exempt for a small business (§ 19 UStG)",
            "included, oder exempt für Kleinunternehmer (§ 19 UStG)",
        ),
        "market.tax": ("The rates of each country by tax class", "Die Sätze jedes Landes nach Steuerklasse"),
        "market.cut_off": ("Who orders before is served that day", "Wer vorher bestellt, wird am selben Tag bedient"),
        "market.handling_days": ("Working days for packing: [0, 1]", "Werktage zum Packen: [0, 1]"),
        "market.ships_from": (
            "Where parcels leave, and whose holidays count: DE-BE",
            "Wo die Pakete abgehen und wessen Feiertage zählen: DE-BE",
        ),
        "market.shipping": ("The ways to deliver", "Die Versandarten"),
        "service.id": ("A short name of its own", "Ein eigener kurzer Name"),
        "service.name": ("What it is called, by language", "Wie sie heißt, nach Sprache"),
        "service.countries": ("Where it goes", "Wohin sie geht"),
        "service.transit_days": ("Working days on the way: [1, 3]", "Werktage unterwegs: [1, 3]"),
        "service.free_from": ("From which sum on it is free", "Ab welcher Summe sie nichts kostet"),
        "service.rates": (
            "What it costs by weight, the lightest first",
            "Was sie nach Gewicht kostet, das leichteste zuerst",
        ),
        "rate.up_to": ("Up to which weight: 2 kg", "Bis zu welchem Gewicht: 2 kg"),
        "rate.price": ("What it costs: 4.90", "Was es kostet: 4.90"),
    }
)


def words(group: str, key: str, language: str) -> tuple[str, ...]:
    """What a key of a group is: in ``language`` where it is known, and in English. Raises KeyError without words."""
    english, german = WORDS.get(f"{group}.{key}") or WORDS[key]
    return (german, english) if language.partition("-")[0] == "de" else (english,)
