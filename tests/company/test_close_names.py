"""What people typed with a letter or two wrong."""

import pytest

from company.close_names import close_names

NAMES = list(
    enumerate(
        ["Kestrel Data Centres", "SSO audit log", "Battery forecast", "Kiosk", "Door", "Kestle"]
    )
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Kestral Data", "Kestrel Data Centres"),  # another letter
        ("kesstrel data", "Kestrel Data Centres"),  # one too many
        ("Kestrel Daat", "Kestrel Data Centres"),  # out of its place
        ("batery forcast", "Battery forecast"),  # two missing
        ("  SSO AUDT LOG ", "SSO audit log"),
        ("Kiosc", "Kiosk"),
    ],
)
def test_one_or_two_letters_may_be_wrong(typed, meant):
    number, *_ = close_names(typed, NAMES)

    assert NAMES[number][1] == meant


@pytest.mark.parametrize("typed", ["", "   ", "Dor", "zzzz", "Kxxxk", "batxxy forxxst", "9" * 5000])
def test_what_means_nothing_finds_nothing(typed):
    assert close_names(typed, NAMES) == []


def test_the_nearest_stand_first_and_only_so_many():
    names = [(n, f"Battery forecast {n}") for n in range(9)] + [(9, "Battery forecasts")]

    assert close_names("Batery forecasts", names, most=3)[0] == 9
    assert len(close_names("Batery forecast", names, most=3)) == 3
