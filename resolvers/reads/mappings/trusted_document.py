"""How registered documents are read.

Source: docs/decisions/034-trusted-documents.md.
"""

from db.tables.trusted_document import TrustedDocument
from resolvers.planner.mapping import One, RootRows, mapping
from resolvers.planner.narrowing import Is, IsNull

TRUSTED_DOCUMENT = mapping(
    "TrustedDocument",
    TrustedDocument,
    proposal=One("Proposal", "proposal_id"),
    withdrawal=One("Proposal", "withdrawal_id"),
    filters={"digest": ("digest", Is("digest")), "standing": ("withdrawnOn", IsNull("withdrawn_on"))},
    orders={"ADDED_DESC": (("added_on", "digest"), True)},
)

ROOTS = {"trustedDocuments": RootRows("TrustedDocument", "ADDED_DESC")}
