"use strict";
const key = document.querySelector('meta[name="fourcapitals-key"]').content;
const find = (what, from = document) => from.querySelector(what);
const all = (what, from = document) => [...from.querySelectorAll(what)];
const hexes = all(".hex"), names = hexes.map((each) => find("title", each).textContent);
let view = { one: { start: find("html").dataset.start, funds: {} }, other: null, outcome: "hle", zoom: null };
[view.place, view.year] = [find("#region").value, Number(find("#year").value)];
let busy = false, wanted = false, later = 0, watching = 0, acts = 0, underWay = 0;

async function post(name, body) {
  const headers = { "content-type": "application/json", "x-fourcapitals-key": key };
  const answer = await fetch(name, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
  if (!answer) return { ok: false, faults: ["fourcapitals dashboard has been stopped; start it again"] };
  const found = await answer.json().catch(() => ({ faults: ["the program failed; see where it was started"] }));
  return { ok: answer.ok, newer: answer.status === 409, ...found };
}

// The page moves from the moment of an act until all that follows from it is shown.
async function act(work) {
  acts += 1;
  underWay += 1;
  clearTimeout(later);
  document.body.dataset.state = "moving";
  try { await work(); } finally {
    underWay -= 1;
    if (!underWay) later = setTimeout(settle, 350);
  }
}

// Faults stand beside the field whose key they name, the longest that fits; all others beside the file.
function showFaults(form, faults) {
  const places = all(".fault", form);
  places.forEach((each) => { each.textContent = ""; });
  for (const fault of faults || []) {
    const fits = places.filter((each) => each.dataset.path && fault.includes(each.dataset.path));
    const best = fits.sort((a, b) => b.dataset.path.length - a.dataset.path.length)[0] || find('.fault[data-path=""]', form);
    if (best) best.textContent += (best.textContent ? "\n" : "") + fault;
  }
}

async function fill(which) {
  const form = find("#form-" + which), found = await post("form", { which, asked: view[which] });
  if (found.ok) form.innerHTML = found.html;
  showFaults(form, found.faults);
  form.hidden = false;
  return found.ok;
}

// Pictures: one run in flight, and the latest that was asked for after it.
async function draw() {
  if (busy) { wanted = true; return false; }
  busy = true;
  let found;
  do {
    wanted = false;
    const slow = setTimeout(() => { find("#status").textContent = "Running … A strategy of a kind that this machine has not run before is compiled first: half a minute or more."; }, 3000);
    found = await post("run", view);
    clearTimeout(slow);
    if (found.newer) { wanted = true; continue; } // Another window was served in its place.
    const faults = found.ok ? [] : found.faults || [], ofSecond = (fault) => fault.startsWith("second strategy: ");
    showFaults(find("#form-one"), faults.filter((fault) => !ofSecond(fault)));
    showFaults(find("#form-other"), faults.filter(ofSecond));
    if (found.ok) show(found); else find("#status").textContent = `Not run: ${faults.join("; ")}. Pictures and tables are of what was run before.`;
  } while (wanted);
  busy = false;
  return found.ok;
}

// What an answer holds goes where the page names it.
function write(found) {
  for (const each of all("[data-text], [data-html], [data-list]")) {
    const { text, html, list } = each.dataset;
    if (text in found) each.textContent = found[text];
    if (html in found) each.innerHTML = found[html];
    if (list in found) each.replaceChildren(...found[list].map(item));
  }
}
const item = (line) => Object.assign(document.createElement("li"), { textContent: line });

function show(found) {
  write(found);
  all('[data-key="title"]').forEach((each, at) => { if (each !== document.activeElement && found.titles_of_files[at]) each.value = found.titles_of_files[at]; });
  view.zoom = found.zoom;
  hexes.forEach((each, at) => {
    const look = "hex c" + found.map[at], said = names[at] + ": " + found.titles[at];
    if (each.getAttribute("class") !== look) each.setAttribute("class", look);
    if (each.textContent !== said) each.firstChild.textContent = said;
  });
  all("#legend span").forEach((each, at) => { each.textContent = found.legend[at]; });
  if (find("#all").open) listAreas();
  find("#flip-told").replaceChildren();
  markMany();
  document.body.dataset.shown = String(Number(document.body.dataset.shown || 0) + 1);
}

// What takes longer than a picture follows when nothing moves any more.
async function settle() {
  const after = acts;
  history.replaceState(null, "", "#" + encodeURIComponent(JSON.stringify(view)));
  const found = await post("more", view);
  if (after !== acts) return;
  if (found.newer) { later = setTimeout(settle, 350); return; } // A picture of another window came between.
  if (found.ok) {
    write(found);
    if (opened.name && opened.of !== strategies()) await refresh();
    if (after !== acts) return;
  }
  document.body.dataset.state = "still";
}

// Money: amounts in £m; a move says where it takes from, and nothing is re-normalised in silence.
function amounts(fund) { return Object.fromEntries(all("[data-amount]", fund).map((each) => [each.dataset.amount, Number(each.dataset.exact)])); }
function setAmount(fund, use, value) {
  const field = find(`[data-amount="${use}"]`, fund);
  field.dataset.exact = value;
  if (field !== document.activeElement) field.value = Math.round(value * 1000) / 1000;
  find(`[data-use="${use}"]`, fund).value = value;
}
const pounds = (value) => "£" + value.toLocaleString("en-GB", { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 }) + "m";
// A move is counted from where it began, so that dragging back gives all back.
function moveMoney(fund, use, value) {
  const before = (fund.begun ||= amounts(fund)), from = find('[data-key="from"]', fund).value, label = (name) => find(`label[for$="-${name}"]`, fund).textContent;
  const givers = from === "others" ? Object.keys(before).filter((each) => each !== use) : from === "total" || from === use ? [] : [from];
  const asked = value - before[use], held = givers.reduce((total, each) => total + before[each], 0), nobody = from === "others" && !held;
  const change = nobody ? 0 : givers.length ? Math.min(asked, held) : asked;
  for (const each of givers) setAmount(fund, each, from === "others" && held ? before[each] * (1 - change / held) : before[each] - change);
  setAmount(fund, use, before[use] + change);
  const after = amounts(fund);
  const where = !givers.length ? `the total ${change < 0 ? "falls" : "rises"} by as much` : `${change < 0 ? "given to" : "taken from"} ${from === "others" ? "all others in proportion" : `${label(from)}, which has ${pounds(after[from])} left`}`;
  const said = change ? `${label(use)} ${change < 0 ? "less" : "more"} by ${pounds(Math.abs(change))}; ${where}.` : "";
  const limit = nobody ? " No other use has money to share by: choose where it is taken from." : change < asked ? ` There is no more to take than ${pounds(held)}.` : "";
  find("output", fund).textContent = pounds(Object.values(after).reduce((total, each) => total + each, 0));
  find(".moved", fund).textContent = (said + limit).trim();
  return after;
}

function takeIn(control, form) {
  const asked = view[form.dataset.which], what = control.dataset.key, fund = control.closest("fieldset.fund");
  if (what === "title") asked.title = control.value;
  if (!fund) return;
  const edit = (asked.funds[fund.dataset.fund] ||= {});
  const number = (name) => find(`[data-key="${name}"]`, fund).valueAsNumber; // None where the field is empty: as the strategy states.
  if (control.dataset.use || control.dataset.amount) {
    const amount = Number(control.value), step = control.dataset.use ? 10 ** Math.max(-1, Math.floor(Math.log10(Number(control.max) / 100))) : 0;
    edit.gbp_m = moveMoney(fund, control.dataset.use || control.dataset.amount, step ? Math.round(amount / step) * step : amount);
  } else if (what === "first" || what === "last" || what === "even") {
    Object.assign(edit, { first: number("first"), last: number("last"), even: find('[data-key="even"]', fund).checked });
  } else if (what === "rule" || what === "slope") Object.assign(edit, { rule: find('[data-key="rule"]', fund).value, slope: number("slope") });
  else if (what === "areas") edit.areas = control.value.split("\n").map((each) => each.trim()).filter(Boolean);
}

for (const form of all("#form-one, #form-other")) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (["start", "file", "from"].includes(event.target.dataset.key)) return;
    takeIn(event.target, form);
    act(draw);
  });
  form.addEventListener("change", (event) => {
    const control = event.target, which = form.dataset.which, what = control.dataset.key;
    if (what === "start") act(() => begunWith(which, { start: control.value, funds: {} }));
    else if (what === "file" && control.files.length)
      act(async () => begunWith(which, { start: view[which].start, text: await control.files[0].text(), funds: {} }));
    else if (control.dataset.use || control.dataset.amount) {
      control.closest("fieldset.fund").begun = null;
      if (control.dataset.amount) control.value = Math.round(control.dataset.exact * 1000) / 1000; // What it came to.
    }
  });
}
async function begunWith(which, asked) {
  const kept = view[which];
  view[which] = asked;
  if (!(await fill(which))) { view[which] = kept; return; }
  if (which === "one" && asked.text === undefined) view.zoom = null;
  await draw();
}
find("#beside").addEventListener("click", () => act(async () => {
  view.other = view.other ? null : { start: view.one.text ? find('[data-key="start"] option[value]:not([value=""])').value : view.one.start, funds: {} };
  await showBeside();
  await draw();
}));
async function showBeside() {
  find("#beside").textContent = view.other ? "Take the second away" : "Set another strategy beside it";
  find('[data-take="toml_other"]').hidden = !view.other;
  if (view.other) await fill("other"); else find("#form-other").hidden = true;
}

// What is seen
for (const [id, name] of [["outcome", "outcome"], ["year", "year"], ["region", "place"]])
  find("#" + id).addEventListener("change", (event) => {
    view[name] = name === "year" ? Number(event.target.value) : event.target.value;
    if (name === "outcome") view.zoom = null;
    if (name === "place") { find("#place-fault").textContent = ""; find("#place-page").replaceChildren(); opened = { name: "", of: "" }; here(); }
    act(draw);
  });
find("#closer").addEventListener("click", () => { view.zoom = Math.max(0, view.zoom - 1); act(draw); });
find("#wider").addEventListener("click", () => { view.zoom = Math.min(17, view.zoom + 1); act(draw); });
find("#all").addEventListener("toggle", listAreas);
function listAreas() { find("#list").replaceChildren(...hexes.map((each) => item(each.textContent))); }
function here() {
  const at = hexes.findIndex((each) => each.dataset.code === view.place);
  find("#region").value = view.place; // Of an area none is chosen, so that each can be.
  hexes.forEach((each, index) => each.setAttribute("aria-selected", String(index === at)));
  find("#place-name").textContent = at >= 0 ? names[at] : find("#region").selectedOptions[0]?.textContent || view.place;
}
// The page of a place tells of the strategies that it was asked for with, and is asked for anew when those have moved.
let opened = { name: "", of: "" };
const strategies = () => JSON.stringify([view.one, view.other]);
async function refresh() {
  const asked = { name: opened.name, of: strategies() }, found = await post("place", { name: asked.name, view });
  if (found.ok && opened.name === asked.name && asked.of === strategies()) { find("#place-page").innerHTML = found.html; opened = asked; }
}
async function open(name) {
  const of = strategies(), page = find("#place-page"), before = page.innerHTML; // Of the place that is still shown, if none is found.
  page.textContent = "Following the money …";
  const found = await post("place", { name, view });
  page.innerHTML = found.ok ? found.html : before;
  find("#place-fault").textContent = (found.faults || []).join("\n");
  if (!found.ok) return;
  opened = { name, of };
  view.place = found.code;
  here();
  await draw();
}
find("#search").addEventListener("submit", (event) => { event.preventDefault(); act(() => open(find("#place").value)); });
const map = find("#map");
map.addEventListener("click", (event) => { const hex = event.target.closest(".hex"); if (hex) { focusOn(hex); act(() => open(hex.dataset.code)); } });
map.addEventListener("keydown", (event) => {
  const hex = event.target.closest(".hex"), next = hex?.dataset[event.key.toLowerCase()];
  if (next) focusOn(hexes[next]);
  else if (hex && (event.key === "Enter" || event.key === " ")) act(() => open(hex.dataset.code));
  else return;
  event.preventDefault();
});
function focusOn(hex) { hexes.forEach((each) => each.setAttribute("tabindex", each === hex ? "0" : "-1")); hex.focus(); }
map.addEventListener("focusin", (event) => { find("#map-told").textContent = find("title", event.target)?.textContent || ""; });

find("#flip").addEventListener("click", async () => {
  find("#flip-told").textContent = "Trying every number that is uncertain: some seconds …";
  const found = await post("flip", view);
  if (found.ok) find("#flip-told").innerHTML = found.html; else find("#flip-told").textContent = (found.faults || []).join(" ");
});

// More draws: what they are of is kept, so that a page that is loaded anew goes on to tell of its own.
const kept = sessionStorage;
find("#many").addEventListener("click", async () => {
  const of = strategies(), found = await post("many", { what: "begin", view });
  if (found.ok) [kept.many, kept.of] = [found.number, of];
  tellMany(found);
});
find("#stop").addEventListener("click", async () => { tellMany(await post("many", { what: "stop", number: Number(kept.many) })); });
const askMany = async () => tellMany(await post("many", { what: "tell", number: Number(kept.many) }));
function markMany() { find("#many-of").hidden = !find("#many-result").hasChildNodes() || kept.of === strategies(); }
function tellMany(found) {
  const running = found.state === "running";
  find("#stop").hidden = find("#progress").hidden = !running;
  find("#progress").value = found.done || 0;
  write({ told: (found.faults || []).join(" "), ...found });
  clearTimeout(watching);
  if (running) watching = setTimeout(askMany, 400);
  markMany();
}

// Take away
function save(name, blob) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
async function savePainted(name, svg) {
  const image = new Image(), canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  image.src = URL.createObjectURL(svg);
  await image.decode();
  [canvas.width, canvas.height] = [image.width, image.height];
  pen.drawImage(image, 0, 0);
  canvas.toBlob((blob) => save(name, blob));
  URL.revokeObjectURL(image.src);
}
find("#take").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  button.disabled = true;
  find("#taking").textContent = `Making ${button.textContent} …${button.dataset.take === "report" ? " This takes a minute or two." : ""}`;
  const found = await post("take", { what: button.dataset.take, view });
  button.disabled = false;
  find("#taking").textContent = found.ok ? "" : (found.faults || []).join(" ");
  if (!found.ok) return;
  const file = new Blob([found.text], { type: found.name.endsWith(".svg") ? "image/svg+xml" : "text/plain" });
  if ("png" in button.dataset) savePainted(found.name.replace(".svg", ".png"), file); else save(found.name, file);
});

async function started() {
  find("#outcome").value = view.outcome;
  find("#year").value = view.year;
  here();
  const filled = await fill("one");
  await showBeside();
  return (await draw()) && filled && find("#year").selectedIndex >= 0;
}
act(async function begin() {
  const first = view;
  let why = "that cannot be read";
  try { if (location.hash.length > 1) view = { ...first, ...JSON.parse(decodeURIComponent(location.hash.slice(1))) }; why = ""; } catch { /* Said below. */ }
  if (!(await started()) && location.hash.length > 1) {
    why = "that cannot be shown. " + find("#status").textContent.replace(/ Pictures and tables .*/s, "");
    view = first;
    await started();
  }
  if (kept.many) await askMany();
  if (why) find("#told").textContent = "The address holds a state " + why;
});
// An address that was kept and is put in place of this one.
addEventListener("hashchange", () => location.reload());
