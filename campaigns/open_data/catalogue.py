"""All downloads by name: the views of the record, then the tables of the register."""

from campaigns.open_data.ledger_tables import LOOKS, OCCASIONS, POSITIONS, STANCES
from campaigns.open_data.measure_tables import ASKS, DESIGNATIONS, EFFECTS, INSTRUMENTS, LEVERS, MEASURES
from campaigns.open_data.moves import MOVEMENT
from campaigns.open_data.register_tables import BODIES, GROUPS, OFFICES, PERSONS, STATES
from campaigns.open_data.sanctioned import SANCTIONED
from campaigns.open_data.standings import STANDINGS
from campaigns.open_data.tables import Table

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        *(STANDINGS, MOVEMENT, SANCTIONED),
        *(POSITIONS, LOOKS, OCCASIONS, STANCES),
        *(MEASURES, DESIGNATIONS, PERSONS, EFFECTS),
        *(INSTRUMENTS, LEVERS, ASKS),
        *(STATES, BODIES, GROUPS, OFFICES),
    )
}
