"""Who asks: an account of every class, by name, and those whose offices have something to see."""

from collections import Counter

from tests.oracle.county import County

BUSIEST = 4

NAMED = (
    "cadre.federation.330110", "cadre.federation.330106", "cadre.federation.3301", "cadre.federation.33",
    "monitor.federation.330110", "monitor.federation.3301", "leader.federation.330110", "leader.federation.3301",
    "operator.federation.330110", "operator.federation.330106", "operator.federation.330127", "operator.federation.3301",
    "dispatcher.civil-affairs.330110", "handler.civil-affairs.330110", "dispatcher.civil-affairs.330106", "dispatcher.civil-affairs.3301",
    "handler.human-resources.3301", "dispatcher.human-resources.330110", "handler.human-resources.330106", "dispatcher.finance.330110",
    "handler.poverty-alleviation.330127", "dispatcher.healthcare-security.330110", "viewer.government.330110", "viewer.government.3301",
    "admin.system", "admin.security", "admin.audit",
)  # fmt: skip
"""By name, since most of them see nothing by accident."""


def accounts(county: County) -> list[str]:
    """The named ones; dispatchers of who assists, and of the busiest offices below the county; some commissioners, one with a draft."""
    busy = Counter(row["office_id"] for row in county.tables["referral"] if not row["office_region_code"].endswith("000000"))
    offices = [office for office, _ in busy.most_common(BUSIEST)]
    offices += [row["office_id"] for row in county.tables["referral"] if (row["part"], row["state"]) == ("ASSISTING", "SIGNED")]
    members = [row for row in county.tables["membership"] if row["office_id"] in offices and row["role"] == "OFFICE_DISPATCHER"]
    homes = Counter(row["region_code"] for row in county.tables["family"])
    visitors = [row for row in county.tables["membership"] if row["role"] == "COMMISSIONER" and homes.keys() & set(row["scope"])]
    alone = max((row for row in visitors if len(row["scope"]) == 1), key=lambda row: homes[row["scope"][0]])
    several = max(visitors, key=lambda row: (len(row["scope"]), sum(homes[code] for code in row["scope"])))
    found = [county.one("account", row["account_id"]) for row in [*members, alone, several]]
    found += [county.one("account", row["author_id"]) for row in county.tables["visit_draft"][:1]]
    return [*NAMED, *sorted(str(row["subject"]) for row in found if row is not None)]
