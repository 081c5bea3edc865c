"""What an approved proposal about a trusted document becomes: statements of the trigger in `carrying_out.py`, the proposal as `new`.

Source: docs/decisions/034-trusted-documents.md. The database counts the digest itself: whatever is proposed by a stolen login, no text
stands under another's digest. Whether a text fits the contract it does not know; one that does not is refused where it is executed.
"""

from collections.abc import Mapping

from domain.proposal import ProposalKind
from domain.trusted_document import TEXT_CHARACTERS, DocumentOrigin

_TODAY = "timezone('Asia/Shanghai', new.decided_at)::date"
_TRUST = f"""
        insert into trusted_document (digest, name, text, operations, added_on, origin, proposal_id)
            select new.digest, new.name, new.document_text, new.operations, {_TODAY}, '{DocumentOrigin.API}', new.id
            where new.digest = encode(sha256(convert_to(new.document_text, 'UTF8')), 'hex')
            and char_length(new.document_text) <= {TEXT_CHARACTERS}
            on conflict (digest) do update set name = excluded.name, operations = excluded.operations, added_on = excluded.added_on,
                origin = excluded.origin, proposal_id = excluded.proposal_id, withdrawn_on = null, withdrawal_id = null
            where trusted_document.withdrawn_on is not null;  -- one that was withdrawn begins anew
        if not found then
            raise check_violation using message = 'it is registered, or is not what its digest says', constraint = 'ck_document_once';
        end if;
"""
_WITHDRAW = f"""
        update trusted_document set withdrawn_on = {_TODAY}, withdrawal_id = new.id where digest = new.digest and withdrawn_on is null;
        if not found then
            raise check_violation using message = 'no such document is registered', constraint = 'ck_document_stands';
        end if;
"""
DOCUMENTS: Mapping[ProposalKind, str] = {ProposalKind.DOCUMENT: _TRUST, ProposalKind.DOCUMENT_END: _WITHDRAW}
"""Kind of proposal -> what registers or withdraws the document that it says."""
