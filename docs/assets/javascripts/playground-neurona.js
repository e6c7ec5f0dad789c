// Una neurona por dentro: qué le llega en un punto, con qué pesos, y qué responde.

import { ACTIVATIONS } from "./playground-estado.js";
import { inputName, unitName } from "./playground-diagrama.js";
import { Range, decimals, make } from "./mandos.js";
import { SIDE } from "./playground-datos.js";
import { FieldImage } from "./playground-vistas.js";

const FORMULAS = { tanh: "tanh(z)", relu: "max(0, z)", sigmoid: "σ(z)", linear: "z" };

export class Inspector {
  /** `actions`: weight(layer, from, unit, value), con from = −1 para el sesgo; point(x1, x2). */
  constructor(side, actions) {
    this.actions = actions;
    this.view = new FieldImage(side, make("canvas", { class: "playground__view", "aria-hidden": "true" }));
    this.name = make("p", { class: "playground__title" });
    const range = { min: -SIDE, max: SIDE, step: 0.1, write: (value) => decimals(value, 1) };
    this.x1 = new Range("x₁", range, () => this.move());
    this.x2 = new Range("x₂", range, () => this.move());
    this.rows = make("tbody");
    this.result = make("p", { class: "playground__result" });
    const head = ["Entrada", "Valor", "Peso", "Producto"].map((text) => make("th", { scope: "col", text }));
    const table = make("table", { class: "playground__table" }, make("thead", {}, make("tr", {}, ...head)), this.rows);
    const where = make("p", { class: "playground__hint", text: "En este punto del plano:" });
    const side_ = make("div", { class: "playground__at" }, this.view.canvas, make("div", {}, where, this.x1.element, this.x2.element));
    this.element = make("section", { class: "playground__panel playground__neuron", "aria-label": "La neurona elegida, por dentro" });
    this.element.append(this.name, side_, make("div", {}, table, this.result));
  }

  move() {
    this.actions.point(Number(this.x1.input.value), Number(this.x2.input.value));
  }

  set point([x1, x2]) {
    this.x1.value = x1;
    this.x2.value = x2;
  }

  /** Escribe una fila por peso y otra para el sesgo. */
  build(state, network, layer, unit) {
    Object.assign(this, { network, layer, unit });
    const { n_in, activation } = network[layer];
    const name = unitName(network, layer, unit);
    this.name.textContent = `${name.replace(/^./, (first) => first.toUpperCase())} · ${ACTIVATIONS[activation]}`;
    const names = Array.from({ length: n_in }, (_, from) => inputName(state, layer, from));
    this.cells = [...names, "sesgo"].map((text, i) => this.makeRow(text, i < n_in ? i : -1));
    this.rows.replaceChildren(...this.cells.map((cells) => cells.row));
  }

  makeRow(text, from) {
    const { layer, unit } = this;
    const label = from < 0 ? "Sesgo b" : `Peso de ${text}`;
    const input = make("input", { type: "number", step: 0.1, "aria-label": label });
    input.addEventListener("input", () => {
      if (Number.isFinite(input.valueAsNumber)) this.actions.weight(layer, from, unit, input.valueAsNumber);
    });
    const [value, product] = [make("td"), make("td")];
    const name = text.replace("capa ", "c").replace(", neurona ", "·n");
    const header = make("th", { scope: "row", text: name, title: name === text ? undefined : text });
    return { from, input, value, product, row: make("tr", {}, header, value, make("td", {}, input), product) };
  }

  /** Lleva el foco a un peso. */
  focus(from) {
    this.cells[from].input.focus();
    this.cells[from].input.select();
  }

  /** Pone al día los números; `cache` es la de una red recorrida con un solo punto. */
  update(cache) {
    const { network, layer, unit } = this;
    const { n_out, W, b, activation } = network[layer];
    const { x, z, a } = cache[layer];
    for (const { from, input, value, product } of this.cells) {
      const entering = from < 0 ? 1 : x[from];
      const weight = from < 0 ? b[unit] : W[from * n_out + unit];
      if (document.activeElement !== input) input.value = Number.isFinite(weight) ? weight.toFixed(3) : "";
      value.textContent = from < 0 ? "1" : decimals(entering);
      product.textContent = decimals(entering * weight);
    }
    this.result.textContent = `z = ${decimals(z[unit], 3)} (la suma) · a = ${FORMULAS[activation]} = ${decimals(a[unit], 3)}`;
  }
}

/** Tablas con todos los pesos y sesgos, para leerlas sin ver el dibujo. */
export function valueTables(state, network) {
  return network.map(({ n_in, n_out, W, b }, layer) => {
    const output = layer === network.length - 1;
    const corner = make("th", { scope: "col", text: "Desde" });
    const columns = Array.from({ length: n_out }, (_, k) => make("th", { scope: "col", text: output ? "Salida" : `Neurona ${k + 1}` }));
    const row = (name, at) =>
      make("tr", {}, make("th", { scope: "row", text: name }), ...Array.from({ length: n_out }, (_, k) => make("td", { text: decimals(at(k), 3) })));
    const weights = Array.from({ length: n_in }, (_, j) => row(inputName(state, layer, j), (k) => W[j * n_out + k]));
    const title = output ? "Pesos y sesgo de la salida" : `Pesos y sesgos de la capa ${layer + 1}`;
    const table = make("table", { class: "playground__table" }, make("caption", { text: title }));
    table.append(make("thead", {}, make("tr", {}, corner, ...columns)), make("tbody", {}, ...weights, row("Sesgo", (k) => b[k])));
    return make("div", { class: "playground__scroll", tabindex: 0, role: "region", "aria-label": title }, table);
  });
}
