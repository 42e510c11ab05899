"use strict";
// What both pages use. Names may hold controls and marks that turn the direction, with which one name passes for another.
const shownText = text => String(text).replace(
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu,
  character => "\\u{" + character.codePointAt(0).toString(16) + "}");
const [byId, make] = [id => document.getElementById(id), (tag, text, kind) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = shownText(text);
  if (kind) element.className = kind;
  return element;
}];
const grouped = number => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
const signed = number => (number > 0 ? "+" : "") + grouped(number);
const percent = (part, whole) => whole ? (100 * part / whole).toFixed(1) + "%" : "-";
const plural = (number, word) => grouped(number) + " " + word + (number === 1 ? "" : "s");

// Heads that sort, and the order they stand for: `{ column, up }`.
function sortingHeads(columns, order, changed) {
  columns.forEach(([title, kind], index) => {
    const head = make("th", undefined, kind), button = make("button", title);
    head.scope = "col";
    button.onclick = () => {
      const isText = kind === "name" || title === "Language";
      changed({ column: index, up: order().column === index ? !order().up : isText });
    };
    head.append(button);
    byId("heads").append(head);
  });
}
function markHeads({ column, up }) {
  [...byId("heads").children].forEach((head, index) => {
    if (index === column) head.setAttribute("aria-sort", up ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  });
}

// Rows that are made as they come near the window: `fill` begins with a list, of which `row` makes one.
const portion = 60;
function lazyRows(row) {
  const body = byId("rows"), more = byId("more");
  let list = [], drawn = 0;
  function extend(count) {
    const end = Math.min(drawn + count, list.length), lines = document.createDocumentFragment();
    for (; drawn < end; drawn++) lines.append(row(list[drawn]));
    body.append(lines);
    more.hidden = drawn === list.length;
  }
  more.onclick = () => extend(4 * portion);
  new IntersectionObserver(seen => { if (seen[0].isIntersecting) extend(4 * portion); }, { rootMargin: "400px" }).observe(more);
  return {
    // Shows a list, and leads to the item at `place` where it is no less than 0.
    fill(items, place = -1) {
      [list, drawn] = [items, 0];
      body.replaceChildren();
      extend(Math.max(portion, place + 20));
      if (place < 0) return;
      const chosen = body.children[place];
      chosen.classList.add("chosen");
      chosen.tabIndex = -1;
      chosen.scrollIntoView({ block: "center" });
      chosen.focus({ preventScroll: true });
    }
  };
}
