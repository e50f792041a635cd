"use strict";
// The table of plays: filters, sorting, unfolding, keys. A timeline is drawn when its row unfolds first.
(() => {
  const table = document.getElementById("plays");
  if (!table) return;
  const bodies = () => [...table.tBodies];
  const text = document.getElementById("text");
  const bucket = document.getElementById("bucket");
  const rule = document.getElementById("rule");
  const shown = document.getElementById("shown");
  const all = table.tBodies.length;
  const noun = shown.textContent.replace(/^\d+ /, "");
  const words = new Map(bodies().map((body) => [body, body.rows[0].textContent.toLowerCase()]));

  const fits = (body, wanted) =>
    (!bucket.value || (bucket.value === "unexpected" ? "unexpected" in body.dataset : body.dataset.bucket === bucket.value)) &&
    (!rule.value || body.dataset.rules.split(" ").includes(rule.value)) &&
    wanted.every((word) => words.get(body).includes(word));

  const filter = () => {
    const wanted = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const body of bodies()) {
      const fit = fits(body, wanted);
      body.hidden = !fit;
      count += fit;
    }
    shown.textContent = count === all ? `${all} ${noun}` : `${count} of ${all} ${noun}`;
    document.getElementById("none").hidden = count > 0;
  };

  const unfold = (body, open = !body.classList.contains("open")) => {
    body.classList.toggle("open", open);
    body.querySelector(".fold").setAttribute("aria-expanded", open);
    const chart = body.querySelector(".chart");
    if (!open || !chart || chart.dataset.drawn) return;
    chart.dataset.drawn = "yes";
    const data = document.getElementById(chart.dataset.of);
    window.mpdbg.mountTimeline(chart, JSON.parse(data.textContent));
  };

  const value = (body, column, figures) => {
    const cell = body.rows[0].cells[column];
    const told = cell.dataset.v ?? cell.textContent;
    return figures ? Number.parseFloat(told) || 0 : told.toLowerCase();
  };
  const sort = (heading) => {
    const column = heading.cellIndex;
    const figures = heading.firstElementChild.dataset.sort !== "t";
    const was = heading.getAttribute("aria-sort");
    // Figures are looked at from the largest down.
    const down = was === "none" ? figures : was === "ascending";
    for (const other of heading.parentElement.cells) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = bodies().map((body) => [value(body, column, figures), body]);
    rows.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0) * (down ? -1 : 1));
    table.append(...rows.map((row) => row[1]));
  };

  let at = null;
  const go = (body) => {
    if (!body) return;
    at?.classList.remove("at");
    at = body;
    at.classList.add("at");
    at.querySelector(".fold").focus({ preventScroll: true });
    at.rows[0].scrollIntoView({ block: "nearest" });
  };
  const step = (by, fit = () => true) => {
    const rows = bodies().filter((body) => !body.hidden);
    const from = rows.indexOf(at);
    const on = by > 0 ? rows.slice(from + 1) : rows.slice(0, Math.max(from, 0)).reverse();
    go(on.find(fit));
  };
  const clear = () => {
    text.value = bucket.value = rule.value = "";
    filter();
  };
  const keys = {
    "/": () => text.focus(),
    j: () => step(1),
    k: () => step(-1),
    n: () => step(1, (body) => "unexpected" in body.dataset),
    N: () => step(-1, (body) => "unexpected" in body.dataset),
    Escape: clear,
  };

  for (const input of [text, bucket, rule]) input.addEventListener("input", filter);
  table.tHead.addEventListener("click", (event) => {
    const heading = event.target.closest("th");
    if (heading) sort(heading);
  });
  table.addEventListener("click", (event) => {
    const fold = event.target.closest(".fold");
    if (!fold) return;
    const body = fold.closest("tbody");
    go(body);
    unfold(body);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = event.target;
    if (inside === text && event.key === "Escape") {
      text.blur();
      clear();
      return;
    }
    // A timeline has keys of its own, and so has what is typed into.
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(inside.tagName) || inside.closest?.(".chart")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const named = () => {
    const body = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (body?.parentElement !== table) return;
    go(body);
    unfold(body, true);
  };
  window.addEventListener("hashchange", named);
  named();
  filter();
})();
