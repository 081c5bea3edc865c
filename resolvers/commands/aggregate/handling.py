"""Whoever works on a referral that nobody handles becomes its handler, by whichever action.

Source: docs/lifecycle.md (Actors: who starts, progresses, suspends, resumes or completes; signing does not).
"""

from db.tables.referral import Referral
from resolvers.commands.context import Moment


def handle(referral: Referral, at: Moment) -> None:
    """Keep the referral's handler; where it has none, make the viewer its handler."""
    referral.handler_id = referral.handler_id or at.viewer.account
