"""What people call the values of a record."""

from typing import Final

from accession_cli.i18n import N_

STATES: Final = {
    "in_force": N_("in force"),
    "expired": N_("expired"),
    "retired": N_("retired"),
    "not_yet": N_("not yet filed"),
}
CHANNELS: Final = {"community": N_("community"), "grid": N_("grid worker")}
TERMS: Final = {"long": N_("long-term"), "short": N_("short-term"), "temporary": N_("temporary")}
ROUTES: Final = {"application": N_("on application"), "emergency": N_("emergency")}
AMOUNTS: Final = {
    "year": N_("{amount} yuan each year"),
    "task": N_("{amount} yuan for the whole task"),
}
