"""Lives in memory, for tests: as strict as the record, or as fast as the rehearsal."""

from tests.simulation.strict import KM, Simulation

__all__ = ["KM", "Simulation"]
