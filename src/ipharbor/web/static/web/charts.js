/* Draws each chart when it comes into view; the specification stands beside it as data. */
"use strict";

const chartOptions = {
  ast: true, // expressions are interpreted, for the page forbids code made from text
  actions: false,
  defaultStyle: false,
  renderer: "svg",
  loader: { target: "_self" },
  tooltip: { disableDefaultStyle: true },
};

/* Axes and words take the page's colours, so that charts are read in the dark too. */
const narrow = window.matchMedia("(max-width: 48rem)").matches;
const inPageColours = (spec) => {
  const page = getComputedStyle(document.documentElement);
  const colour = (name) => page.getPropertyValue(`--${name}`).trim();
  const words = { labelColor: colour("ink"), titleColor: colour("ink") };
  const lines = {
    gridColor: colour("line"),
    domainColor: colour("line-strong"),
    tickColor: colour("line-strong"),
  };
  const given = spec.config;
  spec.config = {
    ...given,
    background: null,
    axis: { ...given.axis, ...words, ...lines },
    legend: { ...given.legend, ...words, ...(narrow ? { columns: 2 } : {}) },
    text: { ...given.text, color: colour("ink") },
    title: { ...given.title, color: colour("ink"), subtitleColor: colour("soft") },
  };
  return spec;
};

const drawChart = async (box) => {
  try {
    const spec = inPageColours(JSON.parse(document.getElementById(box.dataset.spec).textContent));
    await window.vegaEmbed(box, spec, chartOptions);
    box.dataset.drawn = "yes";
  } catch (problem) {
    box.textContent = box.dataset.failed;
    box.dataset.drawn = "no";
    console.error(problem);
  }
  box.removeAttribute("aria-busy");
};

const waiting = new IntersectionObserver(
  (entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      waiting.unobserve(entry.target);
      drawChart(entry.target);
    });
  },
  { rootMargin: "400px" },
);
document.querySelectorAll(".chart").forEach((box) => waiting.observe(box));

/* Where the machine turns to light or dark, what is drawn is drawn again in the new colours. */
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  document.querySelectorAll('.chart[data-drawn="yes"]').forEach(drawChart);
});
