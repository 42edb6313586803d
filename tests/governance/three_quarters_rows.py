"""What the sections of three_quarters' reports list, worked out by hand from DESIGN 4.5 and 5."""

from tests.governance.three_quarters import MONTHS, Q1, Q2, Q3, Q4

JAN, FEB, MAR, APR, MAY, JUN, JUL, AUG, SEP = MONTHS

# --- 2: underway ---

PRINTING, KIOSK, LOGO = "Badge printing", "Visitor kiosk", "Logo on badges"
DRIVER, LINK, SOUNDS = "Turnstile driver", "Elevator link", "Gate sounds"
PASSES, ARM, SHIFTS = "Paper pass", "Barrier arm", "Night shift list"
UNDERWAY_NAMES = (
    "title",
    "customer",
    "deal",
    "deal_amount",
    "state",
    "started_without_decision",
    "approved_weeks",
    "spent_weeks",
    "left_weeks",
    "overrun_weeks",
    "not_paid_for_weeks",
    "forecast_weeks",
    "needed_by",
    "is_late",
    "cost",
)
LATER = "2027-03-01"
# Title, customer, deal; state, undecided; approved, spent, left, overrun, not paid for, forecast;
# needed by, late, cost.
UNDERWAY = {
    JAN: [
        (
            PRINTING,
            "Alder",
            "Alder's deal",
            "400000.00",
            "in_progress",
            False,
            "3.00",
            "1.00",
            "2.00",
            "0.00",
            "0.00",
            "3.00",
            LATER,
            False,
            "8000.00",
        )
    ],
    # Needed by the 20th.
    FEB: [
        (
            KIOSK,
            "Fir",
            "Fir's deal",
            "90000.00",
            "in_progress",
            False,
            "6.00",
            "2.00",
            "4.00",
            "0.00",
            "0.00",
            "6.00",
            "2026-02-20",
            True,
            "16000.00",
        ),
        (
            LOGO,
            "Gorse",
            "",
            None,
            "approved",
            False,
            "0.40",
            "0.00",
            "0.40",
            "0.00",
            "0.00",
            "0.40",
            LATER,
            False,
            "0.00",
        ),
    ],
    MAR: [
        (
            DRIVER,
            "Iris",
            "Iris's deal",
            "150000.00",
            "in_progress",
            False,
            "4.00",
            "0.50",
            "3.50",
            "0.00",
            "0.00",
            "4.00",
            LATER,
            False,
            "4000.00",
        )
    ],
    # 0.90 spent and 1.40 to come. The driver carried 0.50, which no line of Q2 pays for yet.
    APR: [
        (
            LINK,
            "Larch",
            "",
            None,
            "sized",
            True,
            "0.00",
            "0.90",
            "0.00",
            "0.90",
            "0.00",
            "2.30",
            LATER,
            False,
            "7200.00",
        ),
        (
            DRIVER,
            "Iris",
            "Iris's deal",
            "150000.00",
            "in_progress",
            False,
            "4.00",
            "2.00",
            "2.00",
            "0.00",
            "0.50",
            "4.00",
            LATER,
            False,
            "16000.00",
        ),
    ],
    MAY: [
        (
            DRIVER,
            "Iris",
            "Iris's deal",
            "150000.00",
            "in_progress",
            False,
            "4.50",
            "4.00",
            "0.50",
            "0.00",
            "0.00",
            "4.50",
            LATER,
            False,
            "32000.00",
        ),
        (
            SOUNDS,
            "Maple",
            "Maple's deal",
            "60000.00",
            "in_progress",
            False,
            "5.00",
            "3.00",
            "2.00",
            "0.00",
            "0.00",
            "5.00",
            LATER,
            False,
            "24000.00",
        ),
        (
            LINK,
            "Larch",
            "",
            None,
            "in_progress",
            False,
            "2.30",
            "1.90",
            "0.40",
            "0.00",
            "0.00",
            "2.30",
            LATER,
            False,
            "15200.00",
        ),
    ],
    JUN: [
        (
            LINK,
            "Larch",
            "",
            None,
            "in_progress",
            False,
            "2.30",
            "2.20",
            "0.10",
            "0.00",
            "0.00",
            "2.30",
            LATER,
            False,
            "17600.00",
        )
    ],
    # 0.40 x 9,000.
    JUL: [
        (
            ARM,
            "Pine",
            "",
            None,
            "draft",
            True,
            "0.00",
            "0.40",
            "0.00",
            "0.40",
            "0.00",
            "0.40",
            LATER,
            False,
            "3600.00",
        )
    ],
    AUG: [
        (
            ARM,
            "Pine",
            "",
            None,
            "draft",
            True,
            "0.00",
            "0.40",
            "0.00",
            "0.40",
            "0.00",
            "0.40",
            LATER,
            False,
            "3600.00",
        ),
        (
            SHIFTS,
            "Quince",
            "",
            None,
            "in_progress",
            False,
            "3.00",
            "1.20",
            "1.80",
            "0.00",
            "0.00",
            "3.00",
            LATER,
            False,
            "10800.00",
        ),
    ],
    SEP: [
        (
            ARM,
            "Pine",
            "",
            None,
            "draft",
            True,
            "0.00",
            "0.40",
            "0.00",
            "0.40",
            "0.00",
            "0.40",
            LATER,
            False,
            "3600.00",
        )
    ],
}

# --- 4: postponed in their place ---

A, B, C, KEPT_OUT = "SSO audit log", "Kernel upgrade", "Flaky tests", "Dark mode"
WAITS = {A: ["Birch"], B: ["Cedar"], C: ["Birch"], KEPT_OUT: ["Elm"]}
SLICES = {A: "features", B: "infrastructure", C: "quality", KEPT_OUT: "features"}
# Item, weeks not back, from, to, by which special, decided on.
PRINTED = (A, "1.75", Q1, Q2, PRINTING, "2026-01-14")  # 3.00 taken, 1.25 back
KIOSKS = [(KEPT_OUT, "4.00", Q1, Q2, KIOSK, "2026-02-03"), (B, "2.00", Q1, Q2, KIOSK, "2026-02-03")]
LOGOS = (C, "0.30", Q1, Q2, LOGO, "2026-02-10")  # 0.40 taken, 0.10 back
DRIVERS = [(C, "1.00", Q1, Q2, DRIVER, "2026-03-04"), (A, "3.00", Q2, Q3, DRIVER, "2026-03-04")]
CARRIED = (C, "0.50", Q2, Q3, DRIVER, "2026-05-05")
LINKS = (B, "1.40", Q2, Q3, LINK, "2026-05-06")
RAISED = (A, "0.50", Q2, Q3, DRIVER, "2026-05-11")
SOUNDED = (A, "2.00", Q2, Q3, SOUNDS, "2026-05-13")
PASSED = (B, "0.25", Q2, Q3, PASSES, "2026-06-02")  # 1.00 taken, 0.75 back
SHIFTED = [
    (KEPT_OUT, "2.00", Q3, Q4, SHIFTS, "2026-08-05"),
    (A, "1.00", Q3, Q4, SHIFTS, "2026-08-05"),
]
OF_MAY = [CARRIED, LINKS, RAISED, SOUNDED]
# The new ones first, then renewals within 90 days (Birch's, until it renewed), then by day.
POSTPONED = {
    JAN: ([(A, "3.00", Q1, Q2, PRINTING, "2026-01-14")], []),
    FEB: ([(C, "0.40", Q1, Q2, LOGO, "2026-02-10"), *KIOSKS], [PRINTED]),
    MAR: (DRIVERS, [PRINTED, LOGOS, *KIOSKS]),
    APR: ([], [PRINTED, *KIOSKS, LOGOS, *DRIVERS]),
    MAY: (OF_MAY, [PRINTED, *KIOSKS, LOGOS, *DRIVERS]),
    JUN: ([PASSED], [PRINTED, *KIOSKS, LOGOS, *DRIVERS, *OF_MAY]),
    # The kernel was finished on the 20th.
    JUL: ([], [PRINTED, KIOSKS[0], LOGOS, *DRIVERS, CARRIED, RAISED, SOUNDED]),
    AUG: (SHIFTED, [PRINTED, KIOSKS[0], LOGOS, *DRIVERS, CARRIED, RAISED, SOUNDED]),
    # What was not spent came back to the line taken last.
    SEP: ([], [PRINTED, KIOSKS[0], LOGOS, *DRIVERS, CARRIED, RAISED, SOUNDED, SHIFTED[0]]),
}
SUMS = {
    # Birch, blocked, renews on 15 April, within 90 days; Alder's deal.
    JAN: ("200000.00", "200000.00", 1, 1, 1, "200000.00", 0, 0, "400000.00", 1),
    # And Cedar, who was promised: 200,000 + 80,000; Elm's renewal is unknown. And Fir's deal.
    FEB: ("280000.00", "280000.00", 3, 1, 1, "200000.00", 1, 0, "490000.00", 2),
    MAR: ("280000.00", "280000.00", 3, 1, 1, "200000.00", 1, 0, "640000.00", 3),  # and Iris's
    # Birch renewed for 220,000 and a year.
    APR: ("300000.00", "300000.00", 3, 0, 0, "0.00", 1, 0, "640000.00", 3),
    MAY: ("300000.00", "300000.00", 3, 0, 0, "0.00", 1, 0, "700000.00", 4),  # and Maple's
    JUN: ("300000.00", "300000.00", 3, 0, 0, "0.00", 1, 0, "700000.00", 4),
    JUL: ("220000.00", "220000.00", 2, 0, 0, "0.00", 1, 0, "700000.00", 4),  # not Cedar any more
    AUG: ("220000.00", "220000.00", 1, 0, 0, "0.00", 0, 0, "700000.00", 4),  # nor Elm
    SEP: ("220000.00", "220000.00", 1, 0, 0, "0.00", 0, 0, "700000.00", 4),
}
SUM_NAMES = (
    "renewal_revenue_waiting",
    "renewal_revenue_blocked",
    "customers_waiting",
    "renewals_in_90_days",
    "blocked_renewals_in_90_days",
    "blocked_revenue_in_90_days",
    "renewal_date_unknown",
    "renewal_date_past",
    "deal_value",
    "deals",
)
ROW_NAMES = ("title", "weeks", "from_quarter", "to_quarter", "special", "decided_on")

# --- 5: specials versus core ---

# Each: (baseline, planned, actual) in weeks by slice; of 68.00, 59.90 and 49.00 agreed.
FIRST = ("30.00", "20.00", "10.00", "0.00", "8.00")
SECOND = ("22.00", "20.00", "10.90", "0.00", "7.00")  # the reserve 4.00, the driver 3.00
THIRD = ("20.00", "15.00", "8.00", "0.00", "6.00")
PLANS = {
    # A gave 3.00; the reserve 8.00 and printing 3.00.
    JAN: (
        FIRST,
        ("27.00", "20.00", "10.00", "0.00", "11.00"),
        ("6.00", "4.00", "1.00", "0.00", "1.00"),
    ),
    # A got 1.25 back; 4.00 + 1.75 + 6.00 + 0.40. Actual: 14.00, 9.00, 3.25, 3.75.
    FEB: (
        FIRST,
        ("28.25", "18.00", "9.60", "0.00", "12.15"),
        ("14.00", "9.00", "3.25", "0.00", "3.75"),
    ),
    # C gave 1.00 and got 0.10 back; 4.00 + 1.75 + 6.00 + 0.30 + 1.00.
    MAR: (
        FIRST,
        ("28.25", "18.00", "8.70", "0.00", "13.05"),
        ("21.00", "14.00", "5.45", "0.00", "9.55"),
    ),
    # Alder's report is a feature: 6.00 + 0.60.
    APR: (SECOND, SECOND, ("6.60", "4.00", "1.00", "0.00", "2.40")),
    # A gave 0.50 + 2.00, B 1.40, C 0.50; 4.00 + 4.00 + 1.40 + 5.00, of which 3.00 are unfunded.
    MAY: (
        SECOND,
        ("19.50", "18.60", "10.40", "0.00", "14.40"),
        ("14.60", "8.50", "2.50", "0.00", "8.40"),
    ),
    # B gave 1.00 and got 0.75 back.
    JUN: (
        SECOND,
        ("19.50", "18.35", "10.40", "0.00", "14.65"),
        ("23.60", "14.50", "4.45", "0.00", "11.45"),
    ),
    JUL: (THIRD, THIRD, ("6.00", "3.00", "1.00", "0.00", "0.50")),
    # The reserve gave 2.00, A 1.00: 4.00 + 3.00.
    AUG: (
        THIRD,
        ("19.00", "15.00", "8.00", "0.00", "7.00"),
        ("14.00", "3.00", "5.80", "0.00", "1.70"),
    ),
    # A got 1.00 back: 4.00 + 2.00.
    SEP: (THIRD, THIRD, ("34.00", "3.00", "10.00", "0.00", "2.50")),
}
OF_FIRST = ("36.06", "24.04", "12.02", "0.00", "9.62")
OF_SECOND = ("27.50", "25.00", "13.63", "0.00", "8.75")
OF_THIRD = ("24.04", "18.03", "9.62", "0.00", "7.21")
# The same in percent of the capacity, 83.20, 80.00 and 83.20, and of effort.
PERCENTS = {
    JAN: (
        OF_FIRST,
        ("32.45", "24.04", "12.02", "0.00", "13.22"),
        ("50.00", "33.33", "8.33", "0.00", "8.33"),
    ),
    FEB: (
        OF_FIRST,
        ("33.95", "21.63", "11.54", "0.00", "14.60"),
        ("46.67", "30.00", "10.83", "0.00", "12.50"),
    ),
    MAR: (
        OF_FIRST,
        ("33.95", "21.63", "10.46", "0.00", "15.69"),
        ("42.00", "28.00", "10.90", "0.00", "19.10"),
    ),
    APR: (OF_SECOND, OF_SECOND, ("47.14", "28.57", "7.14", "0.00", "17.14")),
    MAY: (
        OF_SECOND,
        ("24.38", "23.25", "13.00", "0.00", "18.00"),
        ("42.94", "25.00", "7.35", "0.00", "24.71"),
    ),
    JUN: (
        OF_SECOND,
        ("24.38", "22.94", "13.00", "0.00", "18.31"),
        ("43.70", "26.85", "8.24", "0.00", "21.20"),
    ),
    JUL: (OF_THIRD, OF_THIRD, ("57.14", "28.57", "9.52", "0.00", "4.76")),
    AUG: (
        OF_THIRD,
        ("22.84", "18.03", "9.62", "0.00", "8.41"),
        ("57.14", "12.24", "23.67", "0.00", "6.94"),
    ),
    SEP: (OF_THIRD, OF_THIRD, ("68.69", "6.06", "20.20", "0.00", "5.05")),
}
KEYS = ("features", "infrastructure", "quality", "discovery", "specials")
WISHED = ("50.00", "20.00", "10.00", "10.00", "10.00")
WISHED_THEN = ("50.00", "20.00", "12.00", "10.00", "8.00")
# Special, all, share, band, the cap in percent of the capacity.
ENDED = {
    Q1: ("9.55", "50.00", "19.10", "straining", "11.42"),  # 9.50 / 83.20
    Q2: ("11.45", "54.00", "21.20", "struggling", "8.75"),  # 7.00 / 80.00, corrected in July
}
SO_FAR = {
    JAN: ("1.00", "12.00", "8.33", "within_cap", "10.00"),
    FEB: ("3.75", "30.00", "12.50", "juggling", "11.42"),
    MAR: ENDED[Q1],
    APR: ("2.40", "14.00", "17.14", "straining", "8.00"),
    MAY: ("8.40", "34.00", "24.71", "struggling", "8.00"),
    JUN: ("11.45", "54.00", "21.20", "struggling", "8.00"),
    JUL: ("0.50", "10.50", "4.76", "within_cap", "7.99"),
    AUG: ("1.70", "24.50", "6.94", "within_cap", "7.99"),
    SEP: ("2.50", "49.50", "5.05", "within_cap", "7.99"),
}
