"""When a second factor is demanded beside the password. How codes are checked is in `usecases.codes`."""

import enum


class FactorRule(enum.StrEnum):
    """Of whom a second factor is demanded; whoever has set one up is asked for it in any case."""

    OFFERED = "offered"  # of nobody
    REMOTE = "remote"  # of whoever comes from outside the networks of the site
    EVERYBODY = "everybody"
