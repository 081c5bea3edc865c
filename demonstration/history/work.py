"""What members of the demonstration county tell of their work.

Source: docs/domain.md 2 (Work profile); plausible and invented, drawn from the person's own key, so that nothing else changes with it.
"""

from datetime import date
from random import Random

from db.tables.person import Person
from domain.work import Ability, WorkKind, WorkSupport
from resolvers.commands.person.work import WorkProfileInput

OF_WORKING_AGE = range(16, 60)
TELLS = 0.6
EDUCATION = ("PRIMARY", "LOWER_SECONDARY", "LOWER_SECONDARY", "UPPER_SECONDARY", "COLLEGE")
EMPLOYMENT = ("NOT_EMPLOYED", "NOT_EMPLOYED", "FARMING", "FLEXIBLE", "PUBLIC_POST")
REASONS = ("NO_SKILLS", "UNABLE", "OTHER")


def work_of(person: Person, today: date) -> WorkProfileInput | None:
    """Return what a person of working age tells of their work; None for others, and for those who tell nothing."""
    random = Random(person.id.int)
    if person.birth_year is None or today.year - person.birth_year not in OF_WORKING_AGE or random.random() >= TELLS:
        return None
    employment = random.choice(EMPLOYMENT)
    idle = employment == "NOT_EMPLOYED"
    return WorkProfileInput(
        education=random.choice(EDUCATION),
        employment=employment,
        not_employed_reason=random.choice(REASONS) if idle else None,
        livelihood=random.choice(("FAMILY", "ASSISTANCE")) if idle else None,
        registered_unemployed=idle and random.random() < 0.4,
        wish=tuple(random.sample(list(WorkKind), 2)),
        hours=random.choice((20, 30, 40)),
        distance=random.choice((3, 5, 15)),
        at_home=random.random() < 0.2,
        can_do=tuple(each for each in Ability if random.random() < 0.6),
        support=tuple(random.sample(list(WorkSupport), random.randint(0, 2))),
        care_duties=random.random() < 0.2,
        public_post_months=random.randint(1, 36) if employment == "PUBLIC_POST" else None,
    )
