// Dialogs for a new actor and a new topic.
import { article, post } from "./server.js";
import { addRow, read } from "./form.js";
import { showFaults } from "./faults.js";

/** An identifier from a name in Latin letters. */
const identifier = (name) =>
  name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);

/** Opens the dialog for a new `actor` or `topic`; `done` gets its identifier and name. */
export function openRecordDialog(kind, name, done) {
  const dialog = document.getElementById(`new-${kind}`), form = dialog.querySelector("form");
  form.reset();
  form.querySelectorAll(".items").forEach((items) => items.replaceChildren());
  showFaults(form, {});
  const id = form.querySelector("[name=id]"), names = [...form.querySelectorAll(":scope > [data-map] textarea")];
  const language = document.getElementById("text").dataset.language;
  const first = names.find((area) => area.lang === language) ?? names[0];
  first.value = name;
  id.value = identifier(name);
  let isTyped = false;
  id.oninput = () => { isTyped = true; };
  form.oninput = () => {
    if (!isTyped) id.value = names.map((area) => identifier(area.value)).find((each) => each) ?? "";
  };
  form.onsubmit = async (event) => {
    event.preventDefault();
    const { status, answer } = await post(`/articles/${article}/${form.dataset.resource}`, read(form));
    if (status === 200) {
      dialog.close();
      done(id.value.trim(), first.value.trim() || id.value.trim());
      return;
    }
    showFaults(form, answer.faults ?? { errors: [{ field: "record", message: `${answer.message} ${answer.detail ?? ""}` }] });
    form.querySelector("[aria-invalid]")?.focus();
  };
  form.onclick = ({ target }) => {
    if (target.closest("[data-close]")) dialog.close();
    const add = target.closest("[data-add]");
    if (add) addRow(form.querySelector(`[data-list=${add.dataset.rows}]`), undefined, {}, add.dataset.add).querySelector("input").focus();
    if (target.closest("[data-remove]")) target.closest("[data-row]").remove();
  };
  dialog.showModal();
  first.focus();
  first.select();
}
