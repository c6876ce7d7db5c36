"""The report in a real browser: it renders, asks for nothing, reads on a phone, on paper, in the dark, by keyboard and without its script."""

import csv
import os
import re

import h5py
import pytest

import browser as driver
from reports import CONFIG, Elements, plain, readable, report, run_config

REQUIRED = os.environ.get("WALRAS_REQUIRE_BUILDS") == "1" or os.environ.get("CI") == "true"
LABELLED = """
experiment: { name = "labelled"; model = "noise"; seed = 2; replications = 4; };
sweep: { design = "grids"; grids = (
  { label = "means"; axes = ( { parameter = "mean"; values = [ 0.0, 1.0, 2.0 ]; }, { parameter = "rounds"; values = [ 1, 2 ]; } ); },
  { label = "one point"; parameters = { entities = 50; }; } ); };
output: { store = "labelled.h5"; };
claims: ( { id = "L"; statement = "The mean is two"; source = "own"; kind = "own"; check = "mean"; metric = "sample_mean";
            where = { label = "means"; mean = 2.0; }; expected = 2.0; tolerance = 0.5; reason = "wide"; } );
"""

# The least contrast of any text with what lies behind it, and where: WCAG 2's relative luminance.
CONTRAST = """(() => {
  const channels = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const luminance = rgb => rgb.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = channels(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  let least = [99, ""];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest(".skip, script")) continue;
    const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < least[0]) least = [ratio, element.outerHTML.slice(0, 200)];
  }
  return least;
})()"""
VISIBLE_CLAIMS = '[...document.querySelectorAll(".claim")].filter(e => e.checkVisibility()).map(e => e.querySelector(".own").textContent)'
BACKGROUND = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
UNFOLD = 'document.querySelectorAll("details").forEach(fold => { fold.open = true; })'


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    if driver.CHROMIUM is None:
        assert not REQUIRED, "chromium is missing: jobs/install.sh test"
        pytest.skip("no chromium")
    with driver.chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stores")
    return [run_config(folder, CONFIG, "verdicts"), run_config(folder, LABELLED, "labelled")]


@pytest.fixture(scope="module")
def one(stores, tmp_path_factory):
    path = tmp_path_factory.mktemp("one") / "report.html"
    report(stores[0], "-o", path)
    return path


@pytest.fixture(scope="module")
def both(stores, tmp_path_factory):
    path = tmp_path_factory.mktemp("both") / "report.html"
    report(*stores, "-o", path)
    return path


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("dark", [True, False])
def test_it_renders_without_complaint_and_asks_for_nothing(chromium, both, dark, scripts):
    chromium.open(both, dark=dark, scripts=scripts)
    assert chromium.value("document.querySelectorAll('.claim').length") == 6
    assert chromium.value(VISIBLE_CLAIMS) == ["HOLDS", "FAILS", "UNDECIDED", "SHOWN", "TABLE", "L"]
    assert chromium.complaints() == [] and chromium.requests() == [both.resolve().as_uri()]
    assert chromium.value("window.hacked === undefined && document.scripts.length === 1")


def test_it_reads_the_same_without_its_script(chromium, one):
    texts = []
    for scripts in (True, False):
        chromium.open(one, scripts=scripts)
        texts.append(chromium.value("document.body.innerText"))
    assert texts[0] == texts[1] and f"verdicts {readable()}" in texts[0]


def test_figures_and_intervals_are_visible_and_have_words(chromium, both):
    chromium.open(both)
    images = chromium.value("""Promise.all([...document.images].map(image => image.decode().then(() =>
      [image.naturalWidth, image.getBoundingClientRect().width, image.getBoundingClientRect().height, image.alt.length])))""")
    assert len(images) == 2 and all(natural > 100 and width > 100 and height > 100 and words > 80 for natural, width, height, words in images), images
    pictures = chromium.value("""[...document.querySelectorAll("svg.picture")].map(picture =>
      [picture.getBoundingClientRect().width, picture.querySelector(".estimate").getBoundingClientRect().width, picture.getAttribute("aria-label")])""")
    assert len(pictures) >= 5 and all(width > 100 and estimate > 3 and words.startswith("Band of the paper") for width, estimate, words in pictures)
    inside = chromium.value("""[...document.querySelectorAll("svg.picture")].every(picture => [...picture.children].every(part => {
      const [outer, inner] = [picture.getBoundingClientRect(), part.getBoundingClientRect()];
      return inner.left >= outer.left - 1 && inner.right <= outer.right + 1; }))""")
    assert inside


def test_every_link_leads_somewhere(chromium, both):
    chromium.open(both)
    ids = chromium.value("[...document.querySelectorAll('[id]')].map(e => e.id)")
    targets = chromium.value("[...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))")
    assert len(ids) == len(set(ids)) and targets and set(targets) <= set(ids)
    assert chromium.value("[...document.querySelectorAll('a')].every(a => /^(#|data:text.csv)/.test(a.getAttribute('href')))")
    # A link into a fold opens it.
    chromium.value("location.hash = 'e2-metric-sample_mean'")
    assert chromium.value("document.getElementById('e2-metric-sample_mean').checkVisibility()")


def test_the_summary_downloads_with_the_rows_of_the_store(chromium, one, stores, tmp_path):
    chromium.open(one)
    saved = chromium.download('document.querySelector("[download$=\'summary.csv\']")', tmp_path)
    with open(saved, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(line for line in file if not line.startswith("#")) if row["metric"] == "sample_mean"]
    with h5py.File(stores[0], "r") as file:
        means = file["metrics/sample_mean"][...].mean(axis=1)
    assert saved.name == "verdicts-summary.csv" and [float(row["mean"]) for row in rows] == pytest.approx(means.tolist(), rel=1e-9)


@pytest.mark.parametrize("width", [375, 320])
def test_a_phone_never_scrolls_sideways(chromium, both, width):
    chromium.open(both, width=width, height=812)
    assert chromium.value(OVERFLOW) == 0
    chromium.value(UNFOLD)
    assert chromium.value(OVERFLOW) == 0
    # What is wider than the window stands in a box that scrolls, and that the keyboard reaches.
    boxes = chromium.value("""[...document.querySelectorAll(".scroll, .plate, pre")].filter(box => box.scrollWidth > box.clientWidth)
      .map(box => [getComputedStyle(box).overflowX, box.tabIndex])""")
    assert boxes and all(box == ["auto", 0] for box in boxes)


@pytest.mark.parametrize("dark", [True, False])
def test_text_has_enough_contrast(chromium, both, dark):
    """4.5 to 1, what WCAG 2 asks of text of any size at level AA."""
    for width in (1280, 375):
        chromium.open(both, width=width, dark=dark)
        chromium.value(UNFOLD)
        ratio, where = chromium.value(CONTRAST)
        assert ratio >= 4.5, where


def test_the_dark_is_dark_and_figures_keep_their_white_plate(chromium, both):
    chromium.open(both)
    assert min(chromium.value(BACKGROUND)) > 230
    chromium.prefer(dark=True)
    assert max(chromium.value(BACKGROUND)) < 50
    assert chromium.value('getComputedStyle(document.querySelector(".plate")).backgroundColor') == "rgb(255, 255, 255)"


def test_on_paper_folds_are_open_and_the_ground_is_white(chromium, both):
    chromium.open(both, dark=True)
    hidden = "[...document.querySelectorAll('details > :not(summary)')].filter(e => !e.checkVisibility({ contentVisibilityAuto: true })).length"
    assert chromium.value(hidden) > 10
    chromium.prefer(dark=True, media="print")
    chromium.value(NEXT_FRAME)
    assert chromium.value(hidden) == 0 and chromium.value(BACKGROUND) == [255, 255, 255]
    assert chromium.value("[...document.querySelectorAll('.filter, .contents, .skip')].every(e => !e.checkVisibility())")
    chromium.prefer(dark=True)
    # Where style sheets cannot open folds the script does, and closes them again.
    chromium.value("window.unopened = []; addEventListener('beforeprint', () => unopened.push(document.querySelectorAll('details:not([open])').length))")
    closed = chromium.value("document.querySelectorAll('details:not([open])').length")
    pdf = chromium.pdf()
    assert pdf.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 4
    assert chromium.value("window.unopened") == [0] and chromium.value("document.querySelectorAll('details:not([open])').length") == closed > 5


@pytest.mark.parametrize("scripts", [True, False])
def test_claims_are_filtered_by_keyboard(chromium, one, scripts):
    chromium.open(one, scripts=scripts)
    chromium.value('document.querySelector(".filter input").focus()')
    shown = {}
    for _ in range(4):
        chromium.press("ArrowRight", 39)
        shown[chromium.value("document.activeElement.value")] = chromium.value(VISIBLE_CLAIMS)
    assert shown == {"fails": ["FAILS"], "undecided": ["UNDECIDED"], "holds": ["HOLDS", "TABLE"], "informative": ["SHOWN"]}


def test_the_filters_of_two_stores_are_independent(chromium, both):
    chromium.open(both)
    chromium.value("document.querySelector('[name=e1-filter][value=undecided]').click()")
    assert chromium.value(VISIBLE_CLAIMS) == ["UNDECIDED", "L"]
    assert chromium.value("[...document.querySelectorAll('[name=e2-filter]')].map(input => input.disabled)") == [False, True, True, False]


@pytest.mark.parametrize("width", [1280, 375])
def test_tables_stay_tables_for_who_listens(chromium, one, width):
    """On a phone the claims are laid out as cards; rows, headers and cells must keep their roles."""
    chromium.open(one, width=width, height=812)
    nodes = [node for node in chromium("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
    roles = [node["role"]["value"] for node in nodes]
    assert roles.count("rowheader") >= 5 and roles.count("columnheader") >= 5 and roles.count("row") >= 11 and roles.count("main") == 1
    for node in nodes:
        if node["role"]["value"] in ("image", "img", "link", "radio", "region", "figure"):
            assert node["name"]["value"] or node["role"]["value"] == "figure", node


def test_headings_headers_and_language_are_in_order(both):
    page = Elements(both.read_text(encoding="utf-8"))
    levels = [int(element["tag"][1]) for element in page.found if re.fullmatch("h[1-6]", element["tag"])]
    assert page.one("html")["lang"] == "en" and levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    assert all(header.get("scope") in ("row", "col") for header in page.all("th"))
    assert all(plain(element["text"]) for element in page.found if element["tag"] in ("a", "summary", "caption", "h2", "h3", "h4"))
