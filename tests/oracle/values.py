"""What filters and ids of queries by chance are made of: values of the county's rows, seen or not by whoever asks."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from tests.oracle.county import TABLE_OF, County, cut
from tests.oracle.words import moment, tagged


class Values:
    """What filters and ids are made of."""

    def __init__(self, county: County) -> None:
        self.county = county

    def column(self, table: str, *columns: str) -> list[Any]:
        """What stands in some columns of a table."""
        return sorted({row[column] for row in self.county.tables[table] for column in columns if row[column] is not None})

    @cached_property
    def regions(self) -> list[str]:
        """Where families live, at every level, with and without zeros, and a place where nobody does."""
        codes = self.column("family", "region_code")
        levels = {cut(code, length) for code in codes for length in (2, 4, 6, 9, 12)}
        return sorted({code for code in levels if code} | {"330110", "3301", "110101000000"})

    @cached_property
    def moments(self) -> list[str]:
        """Moments at which something happened or is due, and between."""
        found = self.column("referral", "dispatched_at", "work_due_at") + self.column("visit", "at") + self.column("need", "created_at")
        return [str(moment(each + timedelta(milliseconds=more))) for each in found[:: max(1, len(found) // 40)] for more in (0, 1)]

    @cached_property
    def days(self) -> list[str]:
        """Days on which a version of a limit begins, and the days before."""
        found = self.column("rule_limit", "valid_from", "valid_to")
        return sorted({str(each - timedelta(days=before)) for each in found for before in (0, 1)})

    @cached_property
    def ids(self) -> dict[str, list[str]]:
        """Global ids by type; of accounts and offices first those that have to do with referrals."""
        found = {type_name: [tagged(type_name, row["id"]) for row in self.county.tables[table]] for type_name, table in TABLE_OF.items()}
        found["Account"] = [tagged("Account", key) for key in self.column("referral", "handler_id", "completed_by")] or found["Account"]
        found["Viewer"] = [tagged("Viewer", row["id"]) for row in self.county.tables["membership"]]
        found["Office"] = [tagged("Office", key) for key in self.column("referral", "office_id", "dispatching_office_id")]
        return found

    @property
    def categories(self) -> list[str]:
        """Target categories that tell nothing of health: the others are none of this filter, and refused by it."""
        return sorted({each for table in ("family", "visit") for row in self.county.tables[table] for each in row["categories"]})

    @cached_property
    def health_categories(self) -> list[str]:
        """Those that tell of health."""
        return sorted({each for table in ("family", "visit") for row in self.county.tables[table] for each in row["health_categories"]})

    @cached_property
    def words(self) -> dict[tuple[str, str], list[str]]:
        """Texts by filter and field; those of every filter by the field alone."""
        return {
            ("ReferralFilter", "number"): self.column("referral", "number"),
            ("ItemFilter", "number"): self.column("assistance_item", "number"),
            ("NeedFilter", "number"): self.column("need", "number"),
            ("FamilyFilter", "number"): self.column("family", "number"),
            ("VisitFilter", "number"): self.column("visit", "number"),
            ("FamilyMoveProposalFilter", "number"): self.column("family_move_proposal", "number"),
            ("", "externalReference"): [*self.column("referral", "external_reference"), "1"],
            ("", "domain"): self.column("need", "domain"),
            ("", "department"): [*self.column("referral", "department_code"), *self.column("assistance_item", "type_department_code")],
            ("", "type"): self.column("assistance_item", "type_code"),
            ("AssistanceTypeFilter", "code"): self.column("assistance_type", "code"),
            ("", "category"): self.categories,
            ("", "healthCategory"): self.health_categories,
            ("ImportFilter", "number"): [*self.column("import", "number"), "1"],
            ("", "fileDigest"): [*self.column("import", "file_digest"), "1"],
            ("", "familyNumber"): self.column("family", "number"),
            ("", "limit"): ["answer_normal", "clue", "follow_up", "reopen_days"],
            ("", "codeList"): ["LIMIT", "RETURN_REASON"],
            ("CodeVersionFilter", "list"): ["RETURN_REASON", "NEED_DOMAIN", "DEPARTMENT"],
            ("CodeVersionFilter", "code"): ["WRONG_AREA", "INCOMPLETE", "CARE", "POVERTY_ALLEVIATION"],
            ("TrustedDocumentFilter", "digest"): self.column("trusted_document", "digest"),
            ("ProposalFilter", "code"): self.column("proposal", "code"),
            ("", "listed"): [*self.column("proposal", "listed"), "1"],
            ("AccountFilter", "subject"): self.column("account", "subject"),
            ("", "action"): self.column("audit_record", "action"),
        }
