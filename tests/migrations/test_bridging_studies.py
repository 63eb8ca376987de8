"""Step 0003 goes back and forth with bridging records in the tables; the records outlive their studies.

The trail names the rows that a step back removes: going back loses what was added since.
"""

from sqlalchemy import func, select

from comparability.storage.bridging_studies import BridgingStudy
from comparability.storage.engine import make_engine
from comparability.storage.schema import downgrade, upgrade
from comparability.storage.sessions import Database
from comparability.storage.switches import Bridging
from tests.usecases.bridging import a_bridge, study_entry


def test_a_record_stays_when_its_study_goes_with_the_step(database_url):
    database = Database(make_engine(database_url))
    a_bridge(database).record(study_entry())
    database.engine.dispose()
    downgrade(database_url, "0002")
    upgrade(database_url)
    with Database(make_engine(database_url)).read() as session:
        assert session.scalars(select(Bridging.document)).all() == ["BR-014"]
        assert session.scalar(select(func.count()).select_from(BridgingStudy)) == 0
