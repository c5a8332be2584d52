// The form as a record and back. Lists have `data-list` with rows from `<template id="row-...">`, objects `data-object`, texts
// by language `data-map`; a control has its member's name.
import { attachNames } from "./names.js";

const isControl = (node) => node.matches("input[name], select[name], textarea[name]");

/** The controls and containers of members that belong to `container` itself. */
function* members(container) {
  for (const node of container.children) {
    const { list, object, map } = node.dataset;
    if (list) yield [list, "list", node];
    else if (object) yield [object, "object", node];
    else if (map) yield [map, "map", node];
    else if (isControl(node)) yield [node.name, "control", node];
    else yield* members(node);
  }
}

function readControl(control) {
  const text = control.dataset.id ?? (control.dataset.verbatim === undefined ? control.value.replace(/\s*\n\s*/g, " ").trim() : control.value);
  if (text === "") return undefined;
  return control.dataset.type === "integer" ? Number(text) : text;
}

function readTexts(container) {
  const texts = {};
  for (const area of container.querySelectorAll("textarea")) {
    const tag = area.dataset.lang ?? area.parentElement.querySelector("[data-tag]")?.value.trim();
    const text = area.value.replace(/\s*\n\s*/g, " ").trim();
    if (tag && text) texts[tag] = text;
  }
  return Object.keys(texts).length ? texts : undefined;
}

/** Whether somebody has entered something, apart from choices that are never empty. */
const hasContent = (container) =>
  [...container.querySelectorAll("input, textarea")].some((control) => control.value.trim() !== "");

const rows = (list) => [...list.querySelector(".items").children].filter((row) => row.dataset.row !== undefined);

/** Reads the record of a form, of an object or of a row. Empty members are left out. */
export function read(container) {
  const record = {};
  for (const [name, type, node] of members(container)) {
    let value;
    if (type === "control") value = readControl(node);
    else if (type === "map") value = readTexts(node);
    else if (type === "object") value = hasContent(node) ? read(node) : undefined;
    else {
      value = rows(node).map((row) => (row.dataset.row === "value" ? read(row).value : read(row)));
      value = value.filter((each) => each !== undefined);
      if (!value.length) value = undefined;
    }
    if (value !== undefined) record[name] = value;
  }
  return record;
}

const template = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);

/** Adds a row to a list and returns it. */
export function addRow(list, value, names = {}, kind = list.dataset.list) {
  const row = template(`row-${kind}`);
  list.querySelector(".items").append(row);
  row.querySelectorAll("[role=combobox]").forEach(attachNames);
  if (value !== undefined) fill(row, row.dataset.row === "value" ? { value } : value, names);
  const quote = row.querySelector("blockquote");
  if (quote) quote.textContent = row.querySelector("[name=quote]").value;
  return row;
}

/** Adds the text of a language that the form has no field for. */
export function addLanguage(map, tag) {
  const label = template("new-language");
  map.append(label);
  if (tag) label.querySelector("[data-tag]").value = tag;
  return label.querySelector("textarea");
}

/** Writes a record into the form. */
export function fill(container, record, names = {}) {
  for (const [name, type, node] of members(container)) {
    const value = record[name];
    if (value === undefined) continue;
    if (type === "list") value.forEach?.((each) => addRow(node, each, names, kindOf(node)));
    else if (type === "object") fill(node, value, names);
    else if (type === "map") {
      for (const [tag, text] of Object.entries(value)) {
        const area = node.querySelector(`textarea[data-lang="${CSS.escape(tag)}"]`) ?? addLanguage(node, tag);
        area.value = text;
      }
    } else setControl(node, value, names);
  }
  // What is filled in is not hidden.
  for (const part of container.querySelectorAll("details:not([open])")) if (hasContent(part)) part.open = true;
}

const kindOf = (list) => (list.dataset.list === "broader" ? "topics" : list.dataset.list);

function setControl(control, value, names) {
  if (control.getAttribute("role") === "combobox") {
    control.dataset.id = value;
    control.value = names[value] ?? value;
  } else control.value = value;
}

/** The element of a field such as `evidence[0].quote`, or of the nearest one around it. */
export function elementOf(form, path) {
  let found = form;
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    const inner = index !== undefined ? rows(found)[Number(index)]
      : found.dataset?.map !== undefined ? languageField(found, name)
      : [...members(found)].find(([member]) => member === name)?.[2];
    if (!inner) break;
    found = inner;
  }
  return found === form ? null : found;
}

const languageField = (map, tag) =>
  map.querySelector(`textarea[data-lang="${CSS.escape(tag)}"]`)
  ?? [...map.querySelectorAll("[data-tag]")].find((input) => input.value.trim() === tag)?.parentElement.querySelector("textarea");
