"""What columns are called: the names that fields and keys go by in other people's files.

A name that is listed earlier goes before a later one; the first English one stands for the rest.
One with a question mark is near and not the same: it is only ever a guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass

LANGUAGES = ("English", "Spanish", "German", "French")

# "kind.field": the names in each of LANGUAGES, in that order, parted by commas.
_WORDS = {
    "customers.name": (
        "account name, customer name, company name, company, client name, account, client,"
        " organization, organisation",
        "nombre del cliente, nombre de la cuenta, cliente, empresa, cuenta",
        "kunde, kundenname, firma, firmenname, accountname",
        "client, nom du client, nom du compte, société, entreprise, compte",
    ),
    "customers.arr": (
        "ARR, arr amount, annual recurring revenue, recurring revenue, annual contract value, acv",
        "ingresos recurrentes anuales, ingreso anual recurrente",
        "jährlich wiederkehrender umsatz, jahresumsatz wiederkehrend",
        "revenu annuel récurrent, revenus récurrents annuels",
    ),
    "customers.renewal_date": (
        "renewal date, renews on, renewal, contract end date, contract end, subscription end date",
        "fecha de renovación, renovación, fin de contrato",
        "verlängerung, verlängerungsdatum, vertragsende",
        "date de renouvellement, renouvellement, fin de contrat, échéance du contrat",
    ),
    "customers.segment": (
        "segment, industry, sector, market segment, vertical",
        "segmento, sector, industria, rubro",
        "segment, branche",
        "segment, secteur, secteur d'activité, industrie",
    ),
    "customers.version": (
        "version, product version, release in use",
        "versión, versión del producto",
        "version, produktversion",
        "version, version du produit",
    ),
    "deals.name": (
        "opportunity name, deal name, opportunity, deal, product?",
        "nombre de la oportunidad, oportunidad, negocio",
        "opportunity name, name der opportunity, verkaufschance",
        "nom de l'opportunité, opportunité, affaire",
    ),
    "deals.customer": (
        "account name, account, customer, company, client, account id, organization",
        "nombre de la cuenta, cuenta, cliente, empresa",
        "accountname, kunde, firma",
        "nom du compte, compte, client, société",
    ),
    "deals.amount": (
        "amount, deal value, deal amount, close value, value, acv, tcv",
        "importe, monto, valor, cantidad",
        "betrag, wert, auftragswert",
        "montant, valeur",
    ),
    "deals.stage": (
        "stage, deal stage, stage name, pipeline stage, phase",
        "etapa, fase",
        "phase, stufe",
        "étape, phase",
    ),
    "deals.close_date": (
        "close date, closed date, expected close date, closing date, churn date",
        "fecha de cierre",
        "schlusstermin, abschlussdatum",
        "date de clôture, date de fermeture",
    ),
    "deals.kind": (
        "type, deal type, opportunity type, kind",
        "tipo, tipo de oportunidad",
        "typ, art",
        "type, type d'opportunité",
    ),
    "deals.outcome": (
        "outcome, won or lost, result, status?",
        "resultado",
        "ergebnis",
        "résultat, issue",
    ),
    "deals.owner": (
        "opportunity owner, deal owner, owner, sales agent, sales rep, account executive",
        "propietario de la oportunidad, propietario, vendedor",
        "opportunity-inhaber, inhaber, verkäufer",
        "propriétaire de l'opportunité, propriétaire, vendeur",
    ),
    "items.title": (
        "summary, title, name, subject, issue summary, task name, item, task?",
        "resumen, título, nombre, asunto",
        "zusammenfassung, titel, name, betreff",
        "résumé, titre, nom, sujet",
    ),
    "items.slice": (
        "slice, work category, investment category",
        "categoría de inversión",
        "investitionsart",
        "catégorie d'investissement",
    ),
    "items.customer": (
        "customer, client, account, customer id?, account id?",
        "cliente, cuenta",
        "kunde",
        "client, compte",
    ),
    "items.estimate": (
        "original estimate, estimate, estimated time, estimated hours, story points,"
        " story point estimate, plan time, planned time",
        "estimación original, estimación, puntos de historia",
        "ursprüngliche schätzung, schätzung, aufwandsschätzung",
        "estimation originale, estimation, points de story",
    ),
    "items.started_on": (
        "started, started on, start date, actual start, actual start date, begun, created?,"
        " created date?, submitted at?",
        "fecha de inicio, inicio, creada?",
        "startdatum, begonnen, start, erstellt?",
        "date de début, début, création?, créée?",
    ),
    "items.finished_on": (
        "resolved, completed, completed on, finished, finished date, done on, end date,"
        " actual end, actual complete date, resolution date, closed, closed at, date?",
        "resuelta, resuelto, fecha de resolución, terminada, fecha de fin",
        "erledigt, gelöst, abgeschlossen, enddatum, fertiggestellt",
        "résolu, résolue, terminé, date de fin, date de résolution",
    ),
    "items.validated": (
        "validated, validated with customers, is validated, validation?, discovery done?",
        "validado, validada, validación?",
        "validiert, validierung?",
        "validé, validée, validation?",
    ),
    "effort.team": (
        "team, team name, squad, crew, group, department, team key?",
        "equipo, grupo, departamento",
        "team, gruppe, abteilung",
        "équipe, groupe, service",
    ),
    "effort.item": (
        "issue key, task, issue, item, ticket, task key, task id, task number, wbs element key,"
        " activity?, id?",
        "clave de incidencia, clave, tarea, incidencia",
        "vorgangsschlüssel, schlüssel, aufgabe, vorgang, tätigkeit",
        "clé de ticket, clé, tâche, demande, activité",
    ),
    "effort.date": (
        "date, day, work date, worked on, spent on, log date, resolved?, completed?, completed on?,"
        " start date?, started?",
        "fecha, día, resuelta?",
        "datum, tag, erledigt?",
        "date, jour, résolu?, résolue?",
    ),
    "effort.amount": (
        "time spent, duration, hours, time logged, logged, worked, effort, time tracking,"
        " actual hours, hours actual, delta minutes, minutes",
        "tiempo trabajado, tiempo empleado, duración, horas, esfuerzo",
        "zeitaufwand, dauer, stunden, aufwand, protokollierte zeit",
        "temps consacré, temps passé, durée, heures, effort",
    ),
    "effort.people": (
        "people, headcount, persons",
        "personas",
        "personen, köpfe",
        "personnes",
    ),
    "teams.name": (
        "team, team name, squad, department, regional office?",
        "equipo, departamento",
        "team, abteilung",
        "équipe, service",
    ),
    "teams.kind": ("kind, type", "tipo", "art, typ", "type"),
    "teams.people": (
        "people, headcount, members, size, fte",
        "personas, miembros",
        "personen, köpfe, mitglieder",
        "personnes, membres, effectif",
    ),
    "teams.availability": (
        "availability, available",
        "disponibilidad",
        "verfügbarkeit",
        "disponibilité",
    ),
    "waiting.customer": ("customer, account, client", "cliente, cuenta", "kunde", "client, compte"),
    "waiting.item": (
        "item, issue key, feature, request, task",
        "clave de incidencia, tarea",
        "vorgangsschlüssel, aufgabe",
        "clé de ticket, tâche",
    ),
    "waiting.since": (
        "since, requested on, asked on, created",
        "desde, creada",
        "seit, erstellt",
        "depuis, création",
    ),
    "waiting.weight": ("weight, importance, severity", "importancia", "gewicht", "importance"),
    "waiting.promised": ("promised, committed", "prometido", "versprochen, zugesagt", "promis"),
    "usage.customer": (
        "customer, account, client, company, organization, tenant, customer id?, account id?",
        "cliente, cuenta, empresa",
        "kunde, firma, mandant",
        "client, compte, société",
    ),
    "usage.item": (
        "feature, item, feature name, capability, issue key, task, module?, event?, page?",
        "funcionalidad, función, clave de incidencia",
        "funktion, vorgangsschlüssel",
        "fonctionnalité, fonction, clé de ticket",
    ),
    "usage.last_used": (
        "last used, last used on, last use, last seen, last active, last visit, date?, day?",
        "último uso, usado por última vez",
        "zuletzt genutzt, zuletzt verwendet, letzte nutzung",
        "dernière utilisation, utilisé pour la dernière fois",
    ),
    "customers.key": (
        "account id, customer id, company id, client id, key",
        "id de la cuenta, id de cuenta, id del cliente",
        "account-id, kundennummer",
        "id du compte, id de compte, numéro client",
    ),
    "deals.key": (
        "opportunity id, deal id, record id, churn event id, id, key",
        "id de la oportunidad",
        "opportunity-id",
        "id de l'opportunité",
    ),
    "items.key": (
        "issue key, key, task id, task key, task number, ticket id, item id, issue id, number, id",
        "clave de incidencia, clave, id de la incidencia",
        "vorgangsschlüssel, schlüssel, vorgangs-id",
        "clé de ticket, clé, id de ticket",
    ),
    "effort.key": (
        "worklog id, time entry id, time log key, time log fact key, issue key, id",
        "clave de incidencia",
        "vorgangsschlüssel",
        "clé de ticket",
    ),
}


@dataclass(frozen=True)
class Name:
    """One name of a field. One that is not `same` is only near."""

    text: str
    language: str
    same: bool


def names_of(kind: str, field: str) -> Iterator[Name]:
    """The names of a field, or of a kind's `key`."""
    for language, names in zip(LANGUAGES, _WORDS.get(f"{kind}.{field}", ()), strict=False):
        for name in names.split(","):
            text = name.strip()
            yield Name(text.removesuffix("?"), language, not text.endswith("?"))


def first_name(kind: str, field: str) -> str:
    """The English name that stands for all of them."""
    return next((name.text for name in names_of(kind, field)), field)
