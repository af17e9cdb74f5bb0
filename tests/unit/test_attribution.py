"""Raw figures are called what their source wants raw figures to be called; what we have worked on never is (Kolada's terms)."""

from dataclasses import replace

import orjson

from build_site.model.edition import Edition
from build_site.publish.endpoints import indicators as endpoint
from build_site.publish.endpoints import sources as sources_endpoint
from build_site.publish.pages import indicator as page
from build_site.validate.folder import read_data
from tests.conftest import PROJECT

PROCESSED = "Via Kolada"


def raw(edition: Edition, *names: str) -> Edition:
    """Return the edition with some measures straight from a pull."""
    source = edition.catalogue.sources["kolada"].model_copy(update={"attribution_raw": "Kolada"})
    return replace(edition, catalogue=replace(edition.catalogue, sources={"kolada": source}, raw=frozenset(names)))


def text(edition: Edition, name: str) -> str:
    address = edition.addresses[f"indicator:{name}"]
    return page.pages(edition)[f"{address}index.md"].decode()


def test_the_page_of_raw_figures_says_kalla_kolada_and_what_is_ours(edition: Edition):
    shown = text(raw(edition, "m1"), "m1")
    assert 'Källa: <a href="https://example.org/k">Kolada</a> · Bedömningar och diagram: Via Kolada' in shown
    assert "Kolada. Får vård i tid, 2025. Via Jämförbart" in shown


def test_the_page_of_worked_on_figures_never_says_kalla_kolada(edition: Edition):
    for shown in (text(raw(edition, "m1"), "m2"), text(edition, "m1")):
        assert f'Källa: <a href="https://example.org/k">{PROCESSED}</a>' in shown
        assert ">Kolada</a>" not in shown
        assert "Bedömningar och diagram" not in shown


def test_the_api_tells_the_two_apart(edition: Edition):
    own = raw(edition, "m1")
    told = {name: endpoint._source(own, own.catalogue.indicators[name]) for name in ("m1", "m2")}
    assert (told["m1"]["attribution"], told["m1"]["attribution_processed"]) == ("Kolada", PROCESSED)
    assert (told["m2"]["attribution"], told["m2"]["attribution_processed"]) == (PROCESSED, PROCESSED)


def test_the_list_of_sources_tells_both_and_not_how_they_are_asked(edition: Edition):
    (source,) = orjson.loads(sources_endpoint.files(raw(edition))["api/v1/sources.json"])["sources"]
    assert (source["attribution"], source["attribution_raw"]) == (PROCESSED, "Kolada")
    assert not {"connector", "base_url", "enabled", "rate_per_second"} & source.keys()


def test_the_real_kolada_asks_for_both_forms():
    kolada = read_data(PROJECT / "data")[0].sources["kolada"]
    assert kolada.attribution_raw == "Kolada"
    assert kolada.attribution.startswith("Egen bearbetning")
    assert "municipality" in (kolada.allowed_levels or ())
