"""What a masked name, a coarse name and a masked phone number show, as PostgreSQL generates them. Source: docs/domain-facts.md 5.6."""

import asyncpg

from db.server.login import Addresses
from tests.builders.case import Case, a_family
from tests.builders.world import World

# name -> masked, coarse
NAMES = {
    "王小明": ("王**", "王"),
    "王明": ("王**", "王"),
    "欧阳小明": ("欧阳**", "欧阳"),
    "诸葛亮": ("诸葛**", "诸葛"),
    "东方": ("东**", "东"),  # two characters cannot be a compound surname and a given name
    "欧小明": ("欧**", "欧"),
    "买买提·吐尔逊": ("买**", "买"),
    "扎西": ("扎**", "扎"),
    "𠮷田明": ("𠮷**", "𠮷"),  # beyond the basic plane: one character, not half of one
    "王": ("***", "*"),
    "": ("***", "*"),
}
PHONES = {
    "16000001234": "160****1234",
    "0571-12345678": "****78",
    "057112345678": "****78",
    "01012345678": "****78",  # eleven digits, yet a landline
    "12385": "****",
    "1": "****",
    None: None,
}


async def masks(addresses: Addresses, columns: str, families: list[Case]) -> list[tuple[object, ...]]:
    """The masks of these families in their order, as the database has them."""
    connection = await asyncpg.connect(addresses.loader)
    try:
        statement = f"select {columns} from family f join person p on p.id = f.head_id where f.id = $1"
        return [tuple((await connection.fetch(statement, each.family.id))[0]) for each in families]
    finally:
        await connection.close()


async def test_a_name_shows_its_surname_and_never_the_whole_of_it(addresses: Addresses) -> None:
    world = World()
    families = [a_family(world, head=name) for name in NAMES]
    await world.insert(addresses.loader)
    found = await masks(addresses, "f.display_name_masked, f.display_name_coarse, p.name_masked, p.name_coarse", families)
    assert dict(zip(NAMES, found, strict=True)) == {name: both * 2 for name, both in NAMES.items()}


async def test_a_phone_number_shows_its_two_ends_or_the_last_two_digits_or_nothing(addresses: Addresses) -> None:
    world = World()
    families = [a_family(world, phone=phone) for phone in PHONES]
    await world.insert(addresses.loader)
    assert dict(zip(PHONES, await masks(addresses, "f.phone_masked", families), strict=True)) == {
        phone: (masked,) for phone, masked in PHONES.items()
    }
