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

const drawChart = async (box) => {
  const spec = JSON.parse(document.getElementById(box.dataset.spec).textContent);
  try {
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
