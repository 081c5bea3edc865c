"""Every function that runs with its owner's rights. Source: docs/design.md 4.5 and 7."""

from db.protect.functions.sessions import FUNCTIONS, NOTED
from db.protect.retired import function_of
from db.protect.sealed import SEALED

DEFINER_FUNCTIONS = frozenset(
    {
        "audit_join",
        "audit_note_removed",
        "audit_take_in",
        "audit_wait",
        "audit_waiting",
        "carry_out_proposal",
        "hold_approval",
        "is_in_charge",
        "office_has",
        "other_help",
    }
    | {"platform_standing", "survivor", "survivor_by_number"}
    | {*map(function_of, SEALED)}
    | {signature.partition("(")[0] for signature in (*FUNCTIONS, NOTED)}
    | {"audited_family", "audited_family_number", "audited_person", "households_of", "same_person", "shown_of_person"}
    | {"sign_in_used", "sign_in_refused"}
    | {"is_held", "kept_since", "remove_past_time", "proposal_concerns"}
    | {"erase_families", "erased_never_yet", "erased_together"}
    | {"compare_sums", "fold_sums", "item_changes", "lead_changes", "listing_changes", "referral_changes", "settle_sums"}
    | {"assistance_item_led", "family_access_founded", "families_left", "family_moved"}
    | {"need_asked_for", "need_followed", "need_moved"}
)
"""Functions that run with their owner's rights, each reviewed: what has records of the audit wait for their block and join those that have
one, for the worker, and what notes that one was removed meanwhile (tests/db/audit/test_seal.py); the trigger that makes of an approved
proposal what it says (tests/db/protect/proposal/test_carrying_out.py), and the one that holds that two administrators stand behind a
key (tests/db/protect/test_held.py); whether an office has anybody in a role, and whether an account is in charge of families in a
division, yes or no (tests/schema/test_contact_person.py); type and state of other help for the family of a referral on which the
viewer's own office works (tests/schema/test_other_help.py); how many rows wait, and for how long: numbers alone
(tests/db/session/test_standing.py); as which family or person another goes on, by its id or its number: an id that shows nothing
(tests/schema/test_merged.py); triggers that refuse what a retired key sealed, without an answer (tests/db/protect/test_rotate.py); what
sessions in a browser need, each by the digest of a secret (tests/db/protect/test_sessions.py); when somebody worked here last and that
they were refused, without an answer (tests/auth/clients/test_uses.py); ids of the records of the trail that name a family or a person,
to an auditor alone, by two that nobody else may call (tests/schema/test_trail.py); what was shown of a person, to a cadre of their
county (tests/schema/subjects/test_access_report.py); when a family was recorded and where it lives, by triggers, in the row that gives
it to an office, and the department of an item's lead in the item (tests/resolvers/planner/sql/test_ways.py); that there is an item where
its need lies, by triggers, in the need (tests/resolvers/commands/family/test_move.py); ids of families of the own
scope whose contact person left, to who is in charge there (tests/db/protect/test_left.py); removal of what is past its time, for the
worker, with what it asks (tests/db/audit/test_remove.py), and the erasing of families, the same (tests/db/erasure/test_function.py);
what changes in the sums of referrals, items and listings, by triggers, and its folding for the worker: counts alone
(tests/resolvers/planner/sums/test_groups.py)."""
