"""Every command, in the order of `domain/rules/actions.py`: what the contract makes mutations of.

Source: docs/lifecycle.md (Actions). A test holds this list and the table of actions equal.
"""

from resolvers.commands.campaign.create import CampaignCreate
from resolvers.commands.command import AnyCommand
from resolvers.commands.family.contact_wish_set import FamilyContactWishSet
from resolvers.commands.follow_up.record import FollowUpRecord
from resolvers.commands.imports.undo import ImportUndo
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.item.discard import ItemDiscard
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.item.draft import ItemDraft
from resolvers.commands.item.edit import ItemEdit
from resolvers.commands.membership.end import MembershipEnd
from resolvers.commands.need.close import NeedClose
from resolvers.commands.person.identify import PersonIdentify
from resolvers.commands.person.match_decide import PersonMatchDecide
from resolvers.commands.referral.answer import ReferralAnswer
from resolvers.commands.referral.assign import ReferralAssign
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.hand_back import ReferralHandBack
from resolvers.commands.referral.progress import ReferralProgress
from resolvers.commands.referral.recall import ReferralRecall
from resolvers.commands.referral.reopen import ReferralReopen
from resolvers.commands.referral.resume import ReferralResume
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.sign import ReferralSign
from resolvers.commands.referral.start import ReferralStart
from resolvers.commands.referral.supply import ReferralSupply
from resolvers.commands.referral.suspend import ReferralSuspend
from resolvers.commands.referral.take import ReferralTake
from resolvers.commands.referral.urge import ReferralUrge
from resolvers.commands.visit.draft import VisitDraft
from resolvers.commands.visit.record import VisitRecord

COMMANDS: tuple[type[AnyCommand], ...] = (
    CampaignCreate,
    VisitDraft,
    VisitRecord,
    ImportUndo,
    FamilyContactWishSet,
    PersonIdentify,
    PersonMatchDecide,
    NeedClose,
    ItemDraft,
    ItemEdit,
    ItemDiscard,
    ItemDispatch,
    ItemCancel,
    ReferralRecall,
    ReferralSign,
    ReferralReturn,
    ReferralAssign,
    ReferralTake,
    ReferralHandBack,
    ReferralStart,
    ReferralProgress,
    ReferralAnswer,
    ReferralSuspend,
    ReferralSupply,
    ReferralResume,
    ReferralComplete,
    ReferralReopen,
    ReferralUrge,
    FollowUpRecord,
    MembershipEnd,
)
