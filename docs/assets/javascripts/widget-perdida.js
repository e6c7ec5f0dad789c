// Las pérdidas: lo que cobra cada una por una predicción y hacia dónde empuja su pendiente.

import { Range, Select, decimals, make } from "./mandos.js";
import { Bars, Plot, Readings, Voice, clamp, legend, powers, round, softmax, table } from "./widget-graficas.js";

const DELTA = 1; // la frontera de Huber
const ANIMALS = ["gato", "perro", "pez"];
const DEGREES = [20, 23]; // temperaturas, en °C
const CHANCES = [0.01, 0.99];
const CATEGORICAL = "cce";

/** Cada pérdida de un ejemplo con su derivada respecto a la predicción. */
export const LOSSES = {
  mse: { text: "Error cuadrático (MSE)", loss: (y, guess) => (guess - y) ** 2, slope: (y, guess) => 2 * (guess - y) },
  mae: { text: "Error absoluto (MAE)", loss: (y, guess) => Math.abs(guess - y), slope: (y, guess) => Math.sign(guess - y) },
  huber: {
    text: "Huber, con δ = 1 (ejercicio 3)",
    loss: (y, guess) => {
      const size = Math.abs(guess - y);
      return size <= DELTA ? 0.5 * size ** 2 : DELTA * (size - 0.5 * DELTA);
    },
    slope: (y, guess) => clamp(guess - y, -DELTA, DELTA),
  },
  bce: {
    text: "Entropía cruzada binaria",
    loss: (y, p) => -(y * Math.log(p) + (1 - y) * Math.log(1 - p)),
    slope: (y, p) => (p - y) / (p * (1 - p)),
  },
  cce: {
    text: "Entropía cruzada categórica",
    loss: (oneHot, p) => -oneHot.reduce((sum, y, k) => sum + (y ? Math.log(p[k]) : 0), 0),
    slope: (oneHot, p) => oneHot.map((y, k) => (y ? -1 / p[k] : 0)),
  },
};

class LossWidget extends HTMLElement {
  connectedCallback() {
    if (this.ui) return;
    this.ui = {};
    Object.assign(this, { name: "mse", y: 20.5, guess: 22.5, label: 1, p: 0.2, animal: 0, scores: [1, 2, 0] });
    this.build();
    this.show();
  }

  disconnectedCallback() {
    this.voice.stop();
  }

  build() {
    const { ui } = this;
    this.voice = new Voice();
    const options = Object.entries(LOSSES).map(([name, { text }]) => [name, text]);
    ui.name = new Select("Pérdida", options, (name) => this.change({ name }));
    this.plot = new Plot();
    this.plot.watch(([x]) => this.drag(x));
    ui.legend = make("div");
    const drawing = make("div", { class: "plots__drawing" }, this.plot.element, ui.legend);
    ui.readings = new Readings(["Pérdida", "Pendiente"]);
    ui.meaning = make("p", { class: "plots__result" });
    const fields = [...this.makeRegression(), ...this.makeBinary(), ...this.makeCategorical()];
    const controls = make("div", { class: "plots__controls" }, ui.name.element, ...fields, ui.readings.element, ui.meaning);
    const title = make("p", { class: "widget__title", text: "Prueba tú: lo que cobra cada pérdida y hacia dónde empuja" });
    const body = make("div", { class: "plots", role: "group", "aria-label": "Funciones de pérdida" });
    body.append(drawing, controls, this.makeClasses(), this.voice.element);
    this.append(title, body);
  }

  makeRegression() {
    const { ui } = this;
    const range = { min: DEGREES[0], max: DEGREES[1], step: 0.1, write: (value) => `${decimals(value, 1)} °C` };
    ui.y = new Range("Lo que midió el termómetro, y", range, (y) => this.change({ y }));
    ui.guess = new Range("Lo que dijo la red, ŷ", range, (guess) => this.change({ guess }));
    return [ui.y.element, ui.guess.element];
  }

  makeBinary() {
    const { ui } = this;
    const write = (value) => (value ? "1, era spam" : "0, no lo era");
    ui.label = new Range("La etiqueta, y", { min: 0, max: 1, step: 1, write }, (label) => this.change({ label }));
    const range = { min: CHANCES[0], max: CHANCES[1], step: 0.01, write: (value) => decimals(value) };
    ui.p = new Range("Probabilidad de spam según la red, p", range, (p) => this.change({ p }));
    return [ui.label.element, ui.p.element];
  }

  makeCategorical() {
    const { ui } = this;
    ui.animal = new Select("La clase correcta", [...ANIMALS.entries()], (value) => this.change({ animal: Number(value) }));
    const range = { min: -4, max: 4, step: 0.1, write: (value) => decimals(value, 1) };
    ui.scores = ANIMALS.map((animal, i) => new Range(`Suma z de «${animal}»`, range, (value) => this.change({ scores: this.scores.with(i, value) })));
    return [ui.animal.element, ...ui.scores.map(({ element }) => element)];
  }

  /** Las probabilidades de las tres clases y sus derivadas. */
  makeClasses() {
    this.ui.bars = new Bars(ANIMALS);
    this.cells = ANIMALS.map(() => [make("span"), make("span"), make("span")]);
    const rows = this.cells.map((cells, i) => [ANIMALS[i], ...cells]);
    const slopes = table("Derivada respecto a p y a z", ["Clase", "y", "−y/p", "p − y"], rows);
    this.ui.classes = make("div", { class: "plots__lower" }, this.ui.bars.element, slopes);
    return this.ui.classes;
  }

  // Cambiar

  change(changes) {
    Object.assign(this, changes);
    this.show();
    this.voice.say(this.ui.meaning.textContent);
  }

  /** El punto de la gráfica: una temperatura o una probabilidad. */
  drag(x) {
    if (this.name === CATEGORICAL) return; // la fijan las tres sumas
    if (this.name === "bce") this.change({ p: round(clamp(x, ...CHANCES), 2) });
    else this.change({ guess: round(clamp(x, ...DEGREES), 1) });
  }

  // Enseñar

  show() {
    const { ui, name } = this;
    const kind = name === CATEGORICAL ? "classes" : name === "bce" ? "binary" : "degrees";
    for (const each of ["y", "guess"]) ui[each].element.hidden = kind !== "degrees";
    for (const each of ["label", "p"]) ui[each].element.hidden = kind !== "binary";
    for (const { element } of [ui.animal, ...ui.scores]) element.hidden = kind !== "classes";
    ui.classes.hidden = kind !== "classes";
    for (const each of ["name", "y", "guess", "label", "p", "animal"]) ui[each].value = this[each];
    ui.scores.forEach((range, i) => (range.value = this.scores[i]));
    if (kind === "degrees") this.showDegrees();
    else if (kind === "binary") this.showBinary();
    else this.showClasses();
  }

  /** Dibuja las curvas, el punto y su tangente; la primera es la elegida. */
  paint(curves, at, slope, stems = []) {
    const { plot } = this;
    const lines = curves.toReversed().map(([f, extra]) => plot.curve(f, { class: `plot__curve ${extra}` }, [], plot.range));
    plot.area.replaceChildren(...stems, ...lines, plot.tangent(at, slope));
    plot.over.replaceChildren(plot.handle(at, this.name === CATEGORICAL ? "plot__handle--fixed" : ""));
  }

  legend(entries) {
    this.ui.legend.replaceChildren(legend(entries));
  }

  showDegrees() {
    const { ui, plot, name, y, guess } = this;
    const { loss, slope } = LOSSES[name];
    const [cost, pace] = [loss(y, guess), round(slope(y, guess), 6)];
    plot.range = DEGREES;
    const ticks = { xTicks: [20, 21, 22, 23], yTicks: [0, 1, 3, 6, 9] };
    plot.frame({ x: [19.8, 23.2], y: [-0.6, 9.5], ...ticks, xLabel: "Lo que dice la red, ŷ (°C)", yLabel: "Lo que cobra" });
    const others = Object.keys(LOSSES).slice(0, 3).filter((each) => each !== name);
    const curves = [[(x) => loss(y, x), ""], ...others.map((each) => [(x) => LOSSES[each].loss(y, x), "plot__curve--faint"])];
    this.paint(curves, [guess, cost], pace, [plot.line([y, -1], [y, 10], "plot__stem")]);
    this.legend([["one", LOSSES[name].text], ["faint", others.map((each) => ({ mse: "MSE", mae: "MAE", huber: "Huber" })[each]).join(" y ")], ["tangent", "tangente"], ["stem", "y"]]);
    ui.readings.show([`${decimals(cost)}${name === "mse" ? " °C²" : name === "mae" ? " °C" : ""}`, decimals(pace)]);
    this.tell(pace, "ŷ", guess === y, name === "mae");
  }

  showBinary() {
    const { ui, plot, label, p } = this;
    const { loss, slope } = LOSSES.bce;
    const [cost, pace] = [loss(label, p), slope(label, p)];
    this.frameChances("La probabilidad que da la red, p");
    this.paint([[(x) => loss(label, x), ""], [(x) => (x - label) ** 2, "plot__curve--faint"]], [p, cost], pace);
    this.legend([["one", label ? "−ln p" : "−ln (1 − p)"], ["faint", "el cuadrado"], ["tangent", "tangente"]]);
    ui.readings.show([decimals(cost, 3), decimals(pace)]);
    this.tell(pace, "p", false, false, ` Respecto a la suma z queda p − y = ${decimals(p - label)}.`);
  }

  showClasses() {
    const { ui, animal, scores } = this;
    const oneHot = ANIMALS.map((_, k) => (k === animal ? 1 : 0));
    const p = softmax(scores);
    const [cost, slopes] = [LOSSES.cce.loss(oneHot, p), LOSSES.cce.slope(oneHot, p)];
    this.frameChances(`La probabilidad de «${ANIMALS[animal]}»`);
    this.paint([[(x) => -Math.log(x), ""]], [p[animal], cost], slopes[animal]);
    this.legend([["one", "−ln p de la clase correcta"], ["tangent", "tangente"]]);
    ui.readings.show([decimals(cost, 3), decimals(slopes[animal])]);
    ui.bars.show(p, animal);
    this.cells.forEach(([y, byP, byZ], k) => {
      y.textContent = String(oneHot[k]);
      byP.textContent = decimals(slopes[k]);
      byZ.textContent = decimals(p[k] - oneHot[k], 3);
    });
    const best = p.indexOf(Math.max(...p));
    const verdict = best === animal ? "es la mayor" : `la red prefiere «${ANIMALS[best]}»`;
    const paid = `La red da ${decimals(p[animal], 3)} a «${ANIMALS[animal]}» (${verdict}) y paga ${decimals(cost, 3)}.`;
    ui.meaning.textContent = `${paid} Repartir a ciegas costaría ${decimals(Math.log(3), 3)}.`;
    this.plot.describe(ui.meaning.textContent);
  }

  frameChances(xLabel) {
    this.plot.range = [0.004, 0.996];
    const ticks = { xTicks: [0, 0.25, 0.5, 0.75, 1], yTicks: [0, 1, 2, 3, 4, 5] };
    this.plot.frame({ x: [-0.03, 1.03], y: [-0.3, 5.2], ...ticks, xLabel, yLabel: "Lo que cobra" });
  }

  /** Dice con palabras qué significa la pendiente. */
  tell(pace, symbol, exact, corner, more = "") {
    const [sign, way] = pace > 0 ? ["positiva", "bajar"] : ["negativa", "subir"];
    let text = `La pendiente es ${sign}: para pagar menos, hay que ${way} ${symbol}.`;
    if (exact && corner) text = "Sin error no cobra nada. Ahí la V hace esquina: no hay derivada y, por convenio, se usa 0.";
    else if (exact) text = "Sin error no cobra nada, y la pendiente es 0: no empuja.";
    this.ui.meaning.textContent = text + more;
    const [cost] = this.ui.readings.values;
    this.plot.describe(`${LOSSES[this.name].text}: cobra ${cost.textContent}, con pendiente ${powers(pace)}. ${text}`);
  }
}

customElements.define("loss-widget", LossWidget);
