import sys; sys.path.insert(0,"/work/main/tests/web")
import pytest
from desk import lamps, NOON
from statements import table
@pytest.fixture(scope="session")
def loaded_region(tmp_path_factory):
    from ipharbor.corpus.loading import Brought, Loading
    folder = tmp_path_factory.mktemp("lamps") / "corpus"
    with Loading(folder) as loading:
        loading.add(table(*lamps()))
        loading.finish(Brought("sample-region.csv.gz", "exchange", "a" * 64), on=NOON.date())
    return folder
