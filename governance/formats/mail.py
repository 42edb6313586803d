"""The report as mail: HTML with its style inlined, small pictures, and plain text beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import css_inline
from django.utils.safestring import mark_safe

from charts.palette import with_colours
from charts.pictures import Picture, gauge_picture
from governance.formats.about import ledger_head, month_of, standing, title_of_report
from governance.formats.page import rendered, shares_picture, stylesheet
from governance.formats.sentences import comments, sentence_of
from governance.formats.tables import FIGURES, Table, printable, tables_of
from governance.formats.words import readable, title_of

if TYPE_CHECKING:
    from governance.report.facts import ChangedFigure
    from governance.report.sections import Report

# In pixels: sharp on a screen of two to the point.
PICTURE_WIDTH = 880
# The mail lists so many of the figures that a correction changed; the report has all of them.
MOST_CHANGES = 20
FIGURES_SAID = {
    "headline": (
        "month.share",
        "quarter_to_date.share",
        "last_four_quarters.share",
        "headroom_weeks",
        "held_weeks",
        "cap_weeks",
        "interrupts",
        "cost",
        "deals_won_revenue",
        "decisions_wanted",
    ),
    "postponed": ("renewal_revenue_waiting", "renewal_revenue_blocked", "deal_value"),
}


@dataclass(frozen=True)
class MailPicture:
    """One picture of a mail, which its HTML calls by `cid:` and its name."""

    name: str
    alternative: str
    caption: str
    png: bytes


def as_mail(report: "Report", link: str) -> tuple[str, str, str, list[MailPicture]]:
    """Subject, plain text, HTML and pictures; `link` leads to the report's page.

    Where the machine has no libcairo the mail goes without pictures.
    """
    subject = _subject(report)
    figures, sentences = _figures(report), _sentences(report)
    pictures = _pictures(report)
    context = {
        "report": report,
        "subject": subject,
        "month": month_of(report),
        "standing": standing(report),
        "head": ledger_head(report),
        "corrected": corrected(report),
        "figures": figures,
        "sentences": sentences,
        "comments": comments(report),
        "pictures": pictures,
        "link": link,
        "css": mark_safe(with_colours(stylesheet("report_mail"))),  # noqa: S308 (ours)
    }
    page = rendered("governance/report_mail.html", context, report)
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
    text = "\n".join(_text(report, figures, sentences, link))
    return subject, text, inliner.inline(page), pictures


def _subject(report: "Report") -> str:
    """The subject in one line: a line break in a product's name would break the header."""
    version = f"version {report.publication.version}" if report.publication else "draft"
    return " ".join(f"{title_of_report(report)}: report on specials, {version}".split())


def _figures(report: "Report") -> list[tuple[str, str]]:
    tables = {t.section: t for t in tables_of(report) if t.key == FIGURES}
    return [_named(tables[section], key) for section, keys in FIGURES_SAID.items() for key in keys]


def _named(table: Table, key: str) -> tuple[str, str]:
    """The unit stands with the number."""
    name, value = table.figure(key)
    label = name.said if value.kind == "whole" else name.said.rpartition(", ")[0]
    return label, value.said_with_unit


def _sentences(report: "Report") -> list[tuple[str, str]]:
    _, *after = report.sections()
    return [(title_of(s.name), printable(sentence_of(report, s.name))) for s in after]


def _text(
    report: "Report",
    figures: Sequence[tuple[str, str]],
    sentences: Sequence[tuple[str, str]],
    link: str,
) -> list[str]:
    head = ledger_head(report)
    return [
        f"{title_of_report(report)}: specials versus core work",
        standing(report),
        "",
        printable(report.headline.sentence),
        "",
        report.headline.verdict,
        "",
        *(line for said in corrected(report) for line in (said, "")),
        *(f"{name}: {value}" for name, value in figures),
        "",
        *(f"{title}: {sentence}" for title, sentence in sentences),
        *(printable(comment) for comment in comments(report)),
        *(printable(note) for note in report.notes),
        "",
        f"Read the report: {link}",
        *([f"Ledger {head}; prove it with manage.py verify_ledger --head {head}"] if head else []),
        "",
    ]


def corrected(report: "Report") -> list[str]:
    """Sentences on a correction: its reason, then each changed figure. Empty for anything else."""
    publication = report.publication
    if publication is None or not (publication.reason or publication.changes):
        return []
    return [
        printable(f"It corrects the version before: {publication.reason}"),
        *(printable(_changed(each)) for each in publication.changes[:MOST_CHANGES]),
        *(
            [f"and {more} more figures"]
            if (more := len(publication.changes) - MOST_CHANGES) > 0
            else []
        ),
    ]


def _changed(each: "ChangedFigure") -> str:
    figure = readable(each.figure.replace(".", " "))
    where = ", ".join(filter(None, [title_of(each.section), each.row, figure]))
    return f"{where}: {each.before or 'nothing'} before, now {each.after or 'nothing'}"


def _pictures(report: "Report") -> list[MailPicture]:
    try:
        import cairosvg  # noqa: PLC0415 (asks for the system's libcairo at once)
    except (ImportError, OSError):
        return []
    drawn: dict[str, Picture] = {
        "shares": shares_picture(report),
        "gauge": gauge_picture(report.headline),
    }
    return [
        MailPicture(
            name,
            picture.alternative,
            picture.caption or picture.alternative,
            cairosvg.svg2png(bytestring=picture.svg.encode(), output_width=PICTURE_WIDTH),
        )
        for name, picture in drawn.items()
    ]
