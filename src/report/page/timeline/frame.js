// What a timeline consists of: elements, its head, its help. All text is set as text, never as markup.

const KEYS = [
  ["wheel, + −", "zoom around the pointer, or the middle"],
  ["drag, ← →", "move"],
  ["Shift and drag", "zoom to what is selected"],
  ["double click, 0", "the whole"],
  ["n, N", "next, previous defect"],
  ["a", "run time or media time"],
  ["f", "where two plays part first"],
  ["Home, End", "to the beginning, to the end"],
  ["click on a name", "show or hide a lane or a series"],
  ["Escape", "unselect, close"],
  ["?", "these keys"],
];

/** An element with a class, attributes and text or children. */
function make(tag, name = "", attributes = {}, ...content) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}

function button(name, words, title, act) {
  const element = make("button", name, { type: "button", title, "aria-label": title }, words);
  element.addEventListener("click", act);
  return element;
}

/** The frame of the page: what stands around the lanes. */
function frameOf(root, plays) {
  const parts = {
    head: make("header", "tl-head"),
    bar: make("div", "tl-bar", { role: "toolbar", "aria-label": "Timeline" }),
    map: make("div", "tl-map", { "aria-hidden": "true" }),
    mapCanvas: make("canvas"),
    mapWindow: make("div", "tl-map-window"),
    lanes: make("div", "tl-lanes", { tabindex: "0", role: "group" }),
    ruler: make("div", "tl-ruler", { "aria-hidden": "true" }),
    cursor: make("div", "tl-cursor"),
    parted: make("div", "tl-parted", { hidden: "" }),
    selection: make("div", "tl-selection"),
    chosen: make("div", "tl-chosen-span"),
    tip: make("div", "tl-tip", { role: "status" }),
    lists: make("div", "tl-lists"),
    help: make("dialog", "tl-help", { "aria-label": "Keys" }),
    said: make("p", "tl-said", { "aria-live": "polite" }),
  };
  parts.lanes.setAttribute("aria-label", `Timeline of ${plays[0].data.title}; press ? for the keys`);
  parts.map.append(parts.mapCanvas, parts.mapWindow);
  parts.lanes.append(parts.ruler);
  root.replaceChildren(parts.head, parts.bar, parts.map, parts.lanes, parts.said, parts.lists, parts.help, parts.tip);
  return parts;
}

function fillHead(head, plays) {
  const [play, other] = plays;
  head.append(make("h1", "", {}, "Timeline of ", make("b", "", {}, play.data.title)));
  if (other) {
    head.append(make("p", "tl-other", {}, "upper and strong: ", play.data.session, " · lower and pale: ", other.data.session));
  }
  const facts = make("dl", "tl-facts");
  const others = new Map(other ? other.data.facts : []);
  for (const [name, value] of play.data.facts) {
    const against = others.get(name);
    const words = other && against !== value ? `${value}, against ${against ?? "nothing"}` : value;
    facts.append(make("div", "", {}, make("dt", "", {}, name), make("dd", "", {}, words)));
  }
  head.append(facts);
  for (const it of plays) {
    if (it.data.caution) head.append(make("p", "tl-caution", {}, `${it.data.session}: ${it.data.caution}`));
  }
}

function fillHelp(help) {
  const rows = KEYS.map(([keys, words]) => make("tr", "", {}, make("th", "", { scope: "row" }, keys), make("td", "", {}, words)));
  const close = button("", "close", "Close", () => help.close());
  help.append(make("h2", "", {}, "Keys"), make("table", "", {}, make("tbody", "", {}, ...rows)), close);
}
