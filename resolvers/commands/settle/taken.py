"""What the database stops: which refusal a violated index or constraint stands for, and what may pass when it is tried again.

Source: docs/decisions/005-commands.md, 013-failures.md.
"""

from sqlalchemy.exc import DBAPIError

from db.server.away import is_busy, of_driver
from domain.message.refusal import Refusal

TAKEN = {
    "uq_referral_external_reference": Refusal("EXTERNAL_REFERENCE_USED", path=("externalReference",)),
    "pk_import_row": Refusal("DUPLICATE"),
    "uq_account_subject": Refusal("SUBJECT_USED", path=("id",)),
    "ck_membership_apart": Refusal("ADMINISTRATOR_APART", path=("id",)),
    "ck_membership_once": Refusal("MEMBERSHIP_RUNS", path=("id",)),
    "uq_organization_place": Refusal("ORGANIZATION_THERE", path=("id",)),
    "uq_office_line": Refusal("OFFICE_THERE", path=("id",)),
    "ck_office_in_use": Refusal("BUSY"),
    "uq_issuer_address": Refusal("ISSUER_KNOWN", path=("id",)),
    "ck_reference_follows": Refusal("VERSION_MOVED", path=("id",)),
    "ck_sign_in_once": Refusal("SIGN_IN_KNOWN", path=("id",)),
    "ck_document_once": Refusal("DOCUMENT_STANDS", path=("id",)),
    "ck_document_stands": Refusal("DOCUMENT_UNKNOWN", path=("id",)),
}
"""The refusals of unique indexes and constraints that stop two writers at once, by the name of the index or constraint."""


def refusal_of(error: DBAPIError) -> Refusal | None:
    """Return the refusal that a violated index or constraint stands for; None for any other error."""
    return TAKEN.get(constraint(error))


def may_pass_again(error: DBAPIError) -> bool:
    """Return whether a second try may pass: after a deadlock, a row locked by others, or a random number that existed."""
    return is_busy(error) or drew_a_number_that_exists(error)


def drew_a_number_that_exists(error: DBAPIError) -> bool:
    """Return whether a random number for people to read is another row's: it is drawn again, and nobody is in the way."""
    return constraint(error).endswith("_number")


def constraint(error: DBAPIError) -> str:
    """Return the name of the violated constraint; empty for any other error."""
    return str(getattr(of_driver(error), "constraint_name", None) or "")
