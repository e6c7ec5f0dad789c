// Las activaciones: un punto recorre la función y su derivada, y la profundidad multiplica pendientes.

import { Range, Select, decimals, make } from "./mandos.js";
import { Bars, Plot, Readings, Voice, clamp, legend, powers, round, softmax, superscript, table, tenTo } from "./widget-graficas.js";

const SIDE = 5; // z va de −5 a 5
const MAX_LAYERS = 30;
const DEEPEST = -20; // hasta qué potencia de diez se dibuja lo que queda
const SOFTMAX = "softmax";

function sigmoid(z) {
  const e = Math.exp(-Math.abs(z)); // entre 0 y 1: no puede desbordar
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** La función error, con una serie de términos positivos. */
function erf(x) {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, total] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(total); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

const normal = (z) => (1 + erf(z / Math.SQRT2)) / 2;
const bell = (z) => Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);

/** Cada función con su derivada; `corner` dice qué pasa en z = 0 si allí no hay. */
export const ACTIVATIONS = {
  step: { text: "Escalón", f: (z) => (z >= 0 ? 1 : 0), slope: () => 0, y: [-0.3, 1.3], corner: "en el salto no existe" },
  sigmoid: { text: "Sigmoide", f: sigmoid, slope: (z) => sigmoid(z) * (1 - sigmoid(z)), y: [-0.3, 1.3] },
  tanh: { text: "Tangente hiperbólica", f: Math.tanh, slope: (z) => 1 - Math.tanh(z) ** 2, y: [-1.3, 1.3] },
  relu: { text: "ReLU", f: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0), y: [-1.2, 5], corner: "0, por convenio" },
  leaky: { text: "ReLU con fuga (α = 0.2)", f: (z) => (z > 0 ? z : 0.2 * z), slope: (z) => (z > 0 ? 1 : 0.2), y: [-1.2, 5], corner: "0.2, por convenio" },
  gelu: { text: "GELU", f: (z) => z * normal(z), slope: (z) => normal(z) + z * bell(z), y: [-1.2, 5] },
};

/** La tabla de derivadas: fila i, columna j, cuánto cambia pᵢ al mover zⱼ. */
export function softmaxSlope(z) {
  const p = softmax(z);
  return p.map((pi, i) => p.map((pj, j) => (i === j ? pi * (1 - pi) : -pi * pj)));
}

/** Lo que queda tras multiplicar la pendiente una vez por capa. */
export function afterLayers(slope, layers) {
  return Math.abs(slope) ** layers;
}

class ActivationWidget extends HTMLElement {
  connectedCallback() {
    if (this.ui) return;
    this.ui = {};
    Object.assign(this, { name: "sigmoid", z: 2, layers: 20, scores: [2, 1, -1] });
    this.build();
    this.frame();
    this.show();
  }

  disconnectedCallback() {
    this.voice.stop();
  }

  build() {
    const { ui } = this;
    this.voice = new Voice();
    const options = Object.entries(ACTIVATIONS).map(([name, { text }]) => [name, text]);
    ui.name = new Select("Función", [...options, [SOFTMAX, "Softmax, con tres clases"]], (name) => this.choose(name));
    ui.single = this.makeSingle();
    ui.several = this.makeSoftmax();
    const title = make("p", { class: "widget__title", text: "Prueba tú: la función, su pendiente y lo que queda al fondo" });
    const body = make("div", { role: "group", "aria-label": "Funciones de activación" });
    body.append(make("div", { class: "plots__top" }, ui.name.element), ui.single, ui.several, this.voice.element);
    this.append(title, body);
  }

  makeSingle() {
    const { ui } = this;
    this.plot = new Plot({ height: 270 });
    this.plot.watch(([z]) => this.move(z));
    ui.z = new Range("z", { min: -SIDE, max: SIDE, step: 0.1, write: (value) => decimals(value, 1) }, (z) => this.move(z));
    ui.readings = new Readings(["z", "f(z)", "f′(z)"]);
    ui.meaning = make("p", { class: "plots__result" });
    const entries = [["one", "función"], ["zero", "derivada"], ["tangent", "tangente"]];
    const drawing = make("div", { class: "plots__drawing" }, this.plot.element, legend(entries));
    const controls = make("div", { class: "plots__controls" }, ui.z.element, ui.readings.element, ui.meaning);
    return make("div", { class: "plots" }, drawing, controls, ...this.makeDepth());
  }

  /** Cuánto queda del gradiente al atravesar una capa tras otra. */
  makeDepth() {
    const { ui } = this;
    this.depth = new Plot({ height: 190 });
    const marks = [0, -6, -12, -18].map((power) => [power, power ? tenTo(power) : "1"]);
    this.depth.frame({ x: [0, MAX_LAYERS + 1], y: [DEEPEST, 2], xTicks: [1, 10, 20, 30], yTicks: marks, xLabel: "Capas" });
    const write = (value) => (value === 1 ? "1 capa" : `${value} capas`);
    ui.layers = new Range("Profundidad", { min: 1, max: MAX_LAYERS, step: 1, write }, (layers) => {
      this.layers = layers;
      this.show();
      this.tell();
    });
    ui.product = make("p", { class: "plots__score" });
    ui.fate = make("p", { class: "plots__result" });
    const title = make("p", { class: "plots__subtitle", text: "La misma pendiente, capa tras capa" });
    const drawing = make("div", { class: "plots__drawing plots__rule" }, title, this.depth.element);
    return [drawing, make("div", { class: "plots__controls plots__rule" }, ui.layers.element, ui.product, ui.fate)];
  }

  makeSoftmax() {
    const { ui } = this;
    const range = { min: -SIDE, max: SIDE, step: 0.1, write: (value) => decimals(value, 1) };
    ui.scores = this.scores.map((_, i) => new Range(`z${"₁₂₃"[i]}`, range, (value) => this.score(i, value)));
    ui.bars = new Bars(["p₁", "p₂", "p₃"]);
    ui.total = make("p", { class: "plots__result" });
    this.cells = [0, 1, 2].map(() => [0, 1, 2].map(() => make("span")));
    const rows = this.cells.map((cells, i) => [`p${"₁₂₃"[i]}`, ...cells]);
    const slopes = table("Cuánto cambia cada p al mover cada z", ["", "z₁", "z₂", "z₃"], rows);
    const drawing = make("div", { class: "plots__drawing" }, ui.bars.element, ui.total, slopes);
    const controls = make("div", { class: "plots__controls" }, ...ui.scores.map(({ element }) => element));
    return make("div", { class: "plots", hidden: true }, drawing, controls);
  }

  // Cambiar

  choose(name) {
    this.name = name;
    this.ui.single.hidden = name === SOFTMAX;
    this.ui.several.hidden = name !== SOFTMAX;
    if (name !== SOFTMAX) this.frame();
    this.show();
    this.tell();
  }

  move(z) {
    this.z = round(clamp(z, -SIDE, SIDE), 1) + 0; // + 0: que no haya −0
    this.show();
    this.tell();
  }

  score(i, value) {
    this.scores[i] = value;
    this.show();
    this.tell();
  }

  // Enseñar

  /** Los ejes y las dos curvas, que solo cambian con la función. */
  frame() {
    const { plot } = this;
    const { f, slope, y, corner } = ACTIVATIONS[this.name];
    const yTicks = y[1] > 2 ? [-1, 0, 1, 2, 3, 4, 5] : y[0] < -1 ? [-1, -0.5, 0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
    plot.frame({ x: [-SIDE, SIDE], y, xTicks: [-4, -2, 0, 2, 4], yTicks, xLabel: "z" });
    const jumps = corner ? [0] : [];
    const second = plot.curve(slope, { class: "plot__curve plot__curve--second" }, jumps);
    plot.area.replaceChildren(second, plot.curve(f, { class: "plot__curve" }, jumps));
  }

  show() {
    this.ui.name.value = this.name;
    if (this.name === SOFTMAX) this.showSoftmax();
    else this.showSingle();
  }

  showSingle() {
    const { ui, plot, z } = this;
    const { f, slope, corner } = ACTIVATIONS[this.name];
    const [value, pace] = [f(z), slope(z)];
    const edge = z === 0 && corner;
    ui.z.value = z;
    ui.readings.show([decimals(z, 1), powers(value), edge && this.name === "step" ? "—" : powers(pace)]);
    ui.meaning.textContent = edge
      ? `En z = 0 la función hace ${this.name === "step" ? "un salto" : "esquina"}: no hay derivada (${corner}).`
      : `Si z sube 0.1, la salida cambia en unos ${powers(0.1 * pace)}.`;
    const stem = plot.line([z, plot.y[0]], [z, plot.y[1]], "plot__stem");
    const tangent = edge ? [] : [this.shortTangent(z, value, pace)];
    plot.over.replaceChildren(stem, ...tangent, plot.dot([z, pace], "plot__point plot__point--zero", 6), plot.handle([z, value]));
    plot.describe(`${ACTIVATIONS[this.name].text} y su derivada. En z = ${decimals(z, 1)}, f vale ${powers(value)} y su pendiente, ${powers(pace)}.`);
    this.showDepth(pace);
  }

  /** La tangente, de dos unidades de ancho. */
  shortTangent(z, value, pace) {
    const far = 1.1 / Math.hypot(1, pace);
    return this.plot.line([z - far, value - far * pace], [z + far, value + far * pace], "plot__tangent plot__tangent--strong");
  }

  showDepth(pace) {
    const { ui, depth, layers } = this;
    const left = afterLayers(pace, layers);
    const level = (n) => Math.log10(afterLayers(pace, n));
    const dots = Array.from({ length: layers }, (_, i) => i + 1).filter((n) => level(n) >= DEEPEST);
    ui.layers.value = layers;
    depth.area.replaceChildren(
      depth.line([0, 0], [MAX_LAYERS + 1, 0], "plot__stem"),
      ...dots.map((n) => depth.dot([n, level(n)], n === layers ? "plot__point plot__point--last" : "plot__point plot__point--zero", n === layers ? 6 : 3.5)),
    );
    const base = pace < 0 ? `(${powers(pace)})` : powers(pace);
    ui.product.textContent = layers === 1 ? `f′(z) = ${powers(pace)}` : `${base}${superscript(layers)} = ${powers(Math.sign(pace) ** layers * left)}`;
    ui.fate.textContent = this.fate(left);
    depth.describe(`Producto de ${layers} pendientes iguales, en escala logarítmica: ${powers(left)}.`);
  }

  fate(left) {
    const only = "Aquí cuentan solo las pendientes; en una red, cada capa multiplica también por sus pesos.";
    if (left === 0) return `No llega nada: una pendiente 0 lo corta todo. ${only}`;
    if (left > 0.999 && left < 1.001) return `Llega entero. ${only}`;
    if (left > 1) return `Crece al atravesar las capas. ${only}`;
    if (left < 1e-6) return `Se desvanece: a la primera capa le llega menos de una millonésima. ${only}`;
    return `A la primera capa le llega ${powers(left)} de lo que había al final. ${only}`;
  }

  showSoftmax() {
    const { ui, scores } = this;
    const p = softmax(scores);
    ui.scores.forEach((range, i) => (range.value = scores[i]));
    ui.bars.show(p);
    ui.total.textContent = `Suman ${decimals(p.reduce((sum, each) => sum + each), 3)}. Sube una z: su p crece y las otras dos bajan.`;
    softmaxSlope(scores).forEach((row, i) => row.forEach((value, j) => (this.cells[i][j].textContent = decimals(value, 3))));
  }

  /** Dice el resultado a quien no ve el dibujo. */
  tell() {
    if (this.name === SOFTMAX) {
      const p = softmax(this.scores).map((each) => decimals(each, 2));
      return this.voice.say(`Probabilidades: ${p.join(", ")}.`);
    }
    const { f, slope } = ACTIVATIONS[this.name];
    const texts = `f(z) = ${powers(f(this.z))}, pendiente ${powers(slope(this.z))}.`;
    return this.voice.say(`${texts} Con ${this.layers} capas: ${this.ui.product.textContent}.`);
  }
}

customElements.define("activation-widget", ActivationWidget);
