"use strict";
// Timelines are drawn when they unfold first.
(() => {
  const draw = (pair) => {
    const chart = pair.querySelector(".chart");
    if (!pair.open || chart.dataset.drawn) return;
    chart.dataset.drawn = "yes";
    const data = document.getElementById(chart.dataset.of);
    window.mpdbg.mountTimeline(chart, JSON.parse(data.textContent));
  };
  for (const pair of document.querySelectorAll("details.pair")) {
    pair.addEventListener("toggle", () => draw(pair));
    draw(pair);
  }
})();
