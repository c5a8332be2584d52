// The page of an article: words of the text become fields of the form; the form is checked while it is filled in, and saved.
import { article, post } from "./server.js";
import { settled } from "./names.js";
import { addLanguage, addRow, elementOf, fill, read } from "./form.js";
import { showFaults } from "./faults.js";
import { chosenWords, focusSentence, focusedSentence, handleArrow, sentenceAt } from "./selection.js";

const form = document.getElementById("claim");
const DEFAULTS = { kind: "statement", certainty: "asserted", salience: 2 };
const CHECK_DELAY_MS = 250;
if (form) start();

function start() {
  const { voice, id, version, of } = form.dataset;
  const text = document.getElementById("text"), state = document.getElementById("state");
  const list = (name) => form.querySelector(`[data-list=${name}]`);
  const isProposal = of === "proposal";
  const record = { ...DEFAULTS, ...JSON.parse(form.dataset.record) };
  let known = id && { id, version };
  let chosen = null, attempted = false, isBusy = false, touched = new Set(), checks = 0, timer;

  // --- the record ---------------------------------------------------------------------------------------------------
  if (!record.attribution && record.asserted_by && record.asserted_by !== voice) record.attribution = [{ actor: record.asserted_by }];
  fill(form, record, JSON.parse(form.dataset.names));
  const claim = () => {
    const filled = read(form);
    filled.asserted_by = filled.attribution?.at(-1)?.actor ?? voice;
    return filled;
  };
  const body = () => ({ claim: claim(), ...(known && { [isProposal ? "accepts" : "replaces"]: known }) });
  setSpeech();
  let saved = JSON.stringify(claim());
  const isDirty = () => JSON.stringify(claim()) !== saved;

  // --- the live check -----------------------------------------------------------------------------------------------
  async function check() {
    const number = ++checks;
    const { status, answer } = await post(`/articles/${article}/check`, body());
    if (number !== checks || isBusy) return;
    if (status !== 200) return say(answer.message);
    const isNew = !known && !attempted;
    showFaults(form, answer, (element) => !isNew || touched.has(element) || [...touched].some((each) => element.contains(each)));
    const verdict = answer.errors.length ? form.dataset.wrong : form.dataset.right;
    say(isDirty() ? `${form.dataset.changed} · ${verdict}` : verdict);
    state.classList.toggle("green", answer.errors.length === 0);
  }
  function say(message) { state.textContent = message; }
  function changed() {
    clearTimeout(timer);
    timer = setTimeout(check, CHECK_DELAY_MS);
  }
  form.addEventListener("input", changed);
  form.addEventListener("change", ({ target }) => { touched.add(target); setSpeech(); changed(); });
  form.addEventListener("focusout", ({ target }) => { if (target.matches("input, textarea, select")) { touched.add(target); changed(); } });

  /** A new claim of the article itself is in its own words, one of somebody else is reported. */
  function setSpeech() {
    const speech = form.querySelector("[name=speech]");
    if (known || touched.has(speech)) return;
    speech.value = list("attribution").querySelector("[data-row]") ? "indirect" : "own";
  }

  // --- saving -------------------------------------------------------------------------------------------------------
  async function send(path, content, after) {
    if (isBusy) return;
    isBusy = true;
    clearTimeout(timer);
    const { status, answer } = await post(`/articles/${article}${path}`, content);
    isBusy = false;
    if (status === 200) return after(answer);
    if (answer.faults) {
      showFaults(form, answer.faults);
      say(answer.message);
      const first = form.querySelector("[aria-invalid]") ?? form.querySelector(".fault.error");
      first?.scrollIntoView({ block: "center" });
      first?.focus?.({ preventScroll: true });
    } else if (status === 409 && "current" in answer) showConflict(answer);
    else say(`${answer.message} ${answer.detail ?? ""}`);
  }
  function leave(address, message) {
    saved = JSON.stringify(claim());
    const place = claim().evidence?.find(({ start }) => start !== undefined)?.start;
    sessionStorage.setItem("curate", JSON.stringify({ article, place, message }));
    location.assign(address);
  }
  const afterwards = () => (isProposal && form.dataset.next) || form.dataset.here;
  async function save() {
    attempted = true;
    await settled;
    return send("/claims", body(), (answer) => leave(afterwards(), `${form.dataset.saved}: ${answer.id}`));
  }
  function discard() {
    if (!known) return;
    if (isProposal) return send("/proposals/reject", known, () => leave(afterwards(), ""));
    if (confirm(form.dataset.confirm)) send("/claims/delete", known, () => leave(form.dataset.here, ""));
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
  document.getElementById("discard")?.addEventListener("click", discard);
  addEventListener("beforeunload", (event) => { if (isDirty()) event.preventDefault(); });

  /** Shows how the line in the file differs from the form. */
  function showConflict({ message, current, version: newer }) {
    const conflict = document.getElementById("conflict"), mine = claim();
    const paragraph = document.createElement("p");
    paragraph.textContent = message;
    conflict.replaceChildren(paragraph);
    if (current) conflict.append(differences(mine, current));
    const button = (label, action) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.addEventListener("click", action);
      return made;
    };
    const keep = button(form.dataset.keep, () => {
      known = current ? { id: known.id, version: newer } : undefined;
      conflict.hidden = true;
      save();
    });
    const take = button(form.dataset.take, () => { saved = JSON.stringify(claim()); location.reload(); });
    conflict.append(keep, " ", ...(current ? [take] : []));
    conflict.hidden = false;
    conflict.scrollIntoView({ block: "center" });
    keep.focus();
  }
  function differences(mine, current) {
    const table = document.createElement("table");
    const row = (tag, cells) => {
      const line = table.insertRow();
      for (const cell of cells) {
        const made = document.createElement(tag);
        made.textContent = cell;
        made.dir = "auto";
        line.append(made);
      }
    };
    row("th", [form.dataset.field, form.dataset.yours, form.dataset.theirs]);
    const names = new Set([...Object.keys(mine), ...Object.keys(current)]);
    const shown = (value) => (value === undefined ? "–" : typeof value === "string" ? value : JSON.stringify(value, null, 1));
    for (const name of names) {
      if (["id", "reviews", "origin", "$schema"].includes(name)) continue;
      if (JSON.stringify(sorted(mine[name])) !== JSON.stringify(sorted(current[name]))) row("td", [name, shown(mine[name]), shown(current[name])]);
    }
    return table;
  }
  function sorted(value) {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, sorted(each)]));
  }

  // --- words of the text --------------------------------------------------------------------------------------------
  const uses = [...document.querySelectorAll("[data-use]")], shown = document.getElementById("chosen");
  let snaps = true;
  addEventListener("pointerup", (event) => { snaps = !event.altKey; choose(); });
  document.addEventListener("selectionchange", choose);
  function choose() {
    const found = chosenWords(snaps);
    // The words stay chosen while the form has the focus.
    if (!found && !document.activeElement?.closest?.(".words")) return;
    chosen = found;
    if (shown) shown.textContent = !chosen ? form.dataset.nothing : chosen.tooLong ? form.dataset.tooLong : chosen.quote;
    shown?.classList.toggle("wrong", Boolean(chosen?.tooLong));
    uses.forEach((button) => { button.disabled = !chosen || chosen.tooLong; });
  }
  function use(as) {
    choose();
    if (!chosen || chosen.tooLong) return;
    const { quote, start: from, end } = chosen;
    if (as === "content" || as === "attribution") {
      addRow(list("evidence"), { quote, start: from, end, part: as });
      if (as === "content") beginStatement(quote);
    } else if (as === "cue") {
      const rows = list("attribution").querySelectorAll("[data-row]");
      const row = rows[rows.length - 1] ?? addRow(list("attribution"));
      row.querySelector("[name=cue]").value = quote;
      row.querySelector("[name=actor]").focus();
    } else {
      const date = form.querySelector("[data-object=claim_date]");
      date.querySelector("[name=expression]").value = quote;
      date.querySelector("[name=basis]").value = /\p{Nd}/u.test(quote) ? "explicit" : "relative";
      date.querySelector("[name=edtf]").focus();
    }
    setSpeech();
    changed();
  }
  /** An empty statement begins as the article's own words. */
  function beginStatement(quote) {
    const areas = [...form.querySelectorAll("[data-map=statement] textarea")];
    const own = areas.find((area) => area.lang === text.dataset.language) ?? areas[0];
    if (areas.every((area) => !area.value.trim())) own.value = quote;
    own.focus();
    own.select();
  }
  uses.forEach((button) => button.addEventListener("click", () => use(button.dataset.use)));
  document.getElementById("sentences")?.addEventListener("keydown", (event) => {
    if (handleArrow(event) || event.ctrlKey || event.altKey || event.metaKey || !event.target.matches(".words")) return;
    const as = { Enter: "content", KeyA: "attribution", KeyC: "cue", KeyD: "expression" }[event.key === "Enter" ? "Enter" : event.code];
    if (as) use(as);
    else if (event.code === "KeyO") event.target.parentElement.querySelector(".entry:not([aria-current])")?.click();
    else if (event.key === "?") document.getElementById("keys").showModal();
    else return;
    event.preventDefault();
  });
  for (const type of ["pointerover", "focusin"]) text.addEventListener(type, ({ target }) => {
    const entry = target.closest(".entry")?.dataset.id;
    text.querySelectorAll("mark").forEach((mark) => mark.classList.toggle("hot", Boolean(entry) && mark.dataset.entries.split(" ").includes(entry)));
  });

  // --- rows and languages ------------------------------------------------------------------------------------------------
  form.addEventListener("click", ({ target }) => {
    const add = target.closest("[data-add]"), remove = target.closest("[data-remove]"), language = target.closest("[data-add-language]");
    if (add) addRow(list(add.dataset.add)).querySelector("input:not([type=hidden]), select").focus();
    if (language) addLanguage(form.querySelector(`[data-map=${language.dataset.addLanguage}]`)).parentElement.querySelector("[data-tag]").focus();
    if (remove) {
      const row = remove.closest("[data-row]"), around = row.closest("[data-list]");
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next?.querySelector("[data-remove]") ?? around.querySelector("[data-add]") ?? document.getElementById("form-title")).focus();
    }
    if (add || remove) { setSpeech(); changed(); }
  });

  // --- keys everywhere -----------------------------------------------------------------------------------------------------
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const follow = (link) => document.getElementById(link)?.click();
    const isForm = form.contains(document.activeElement);
    if (event.key === "F6") {
      if (isForm) focusSentence(focusedSentence() ?? sentenceAt(0), false);
      else document.getElementById("form-title").focus();
    } else if (event.ctrlKey && event.key === "Enter") save();
    else if (event.altKey && event.code === "KeyX") discard();
    else if (event.altKey && event.code === "KeyJ") follow("next");
    else if (event.altKey && event.code === "KeyK") follow("previous");
    else if (event.altKey && event.code === "KeyN") follow("new-claim");
    else return;
    event.preventDefault();
  });
  document.getElementById("show-keys")?.addEventListener("click", () => document.getElementById("keys").showModal());

  // --- where to begin ----------------------------------------------------------------------------------------------------------
  const before = JSON.parse(sessionStorage.getItem("curate") ?? "{}");
  sessionStorage.removeItem("curate");
  const place = record.evidence?.find(({ start: at }) => at !== undefined)?.start ?? (before.article === article ? before.place : undefined);
  const sentence = document.querySelector(".words") && sentenceAt(place ?? 0);
  if (known) {
    sentence?.scrollIntoView({ block: "center" });
    elementOf(form, "statement")?.querySelector("textarea")?.focus({ preventScroll: true });
    check();
  } else if (sentence) focusSentence(sentence, place !== undefined);
  if (before.message) say(before.message);
}
