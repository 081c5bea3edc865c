"""How issuers of others are read.

Source: docs/decisions/035-issuers.md.
"""

from db.tables.issuer import Issuer, IssuerRequirement, SignIn
from resolvers.planner.mapping import Listed, Many, One, RootRows, mapping
from resolvers.planner.narrowing import IsNull

ISSUER = mapping(
    "Issuer",
    Issuer,
    organizations=Listed("Organization", "id", ("id",), key="organization_ids"),
    requirements=Listed("IssuerRequirement", "issuer_id", ("role",)),
    sign_ins=Many("SignIn", "issuer_id", ("subject", "id")),
    filters={"standing": ("endsAt", IsNull("ends_at"))},
    orders={"ADDRESS": (("address", "id"), False)},
)

ISSUER_REQUIREMENT = mapping("IssuerRequirement", IssuerRequirement)

SIGN_IN = mapping("SignIn", SignIn, issuer=One("Issuer", "issuer_id"), account=One("Account", "account_id"))

ROOTS = {"issuers": RootRows("Issuer", "ADDRESS")}
