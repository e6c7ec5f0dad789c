// `<threshold-widget data-src="…">`: mueve el umbral y mira la curva ROC, los errores y su coste.
// Las etiquetas y las probabilidades son las que dejó el programa de la lección.

import { Check, Range, button, decimals, make, shape } from "./mandos.js";
import { Announcer, readData } from "./widget-piezas.js";

const GRID = Array.from({ length: 99 }, (_, i) => (i + 1) / 100); // los umbrales que prueba la lección
const MAX_COST = 50;
const PLOT = { left: 56, top: 10, width: 234, height: 190 };
const ZOOM = { x: [0, 0.2], y: [0.8, 1] };
const WHOLE = { x: [0, 1], y: [0, 1] };

/** La matriz de confusión con ese umbral; `y` vale 1 en los malignos. */
export function confusion(y, p, threshold) {
  const cells = { tp: 0, fn: 0, fp: 0, tn: 0 };
  y.forEach((malignant, i) => {
    const alarm = p[i] >= threshold;
    if (malignant) cells[alarm ? "tp" : "fn"] += 1;
    else cells[alarm ? "fp" : "tn"] += 1;
  });
  return cells;
}

/** Lo que cuestan esos errores si un tumor perdido vale por `missed` falsas alarmas. */
export function costOf({ fn, fp }, missed) {
  return missed * fn + fp;
}

/** El umbral más barato; si empatan varios, el de en medio. */
export function cheapest(y, p, missed) {
  const costs = GRID.map((threshold) => costOf(confusion(y, p, threshold), missed));
  const low = Math.min(...costs);
  const best = GRID.filter((_, i) => costs[i] === low);
  const middle = (best.length - 1) / 2;
  return (best[Math.floor(middle)] + best[Math.ceil(middle)]) / 2;
}

/** Los puntos de la curva ROC, uno por cada umbral que cambia algo: [falsas alarmas, encontrados]. */
export function rocPoints(y, p) {
  const thresholds = [...new Set(p)].sort((a, b) => b - a);
  return [[0, 0], ...thresholds.map((threshold) => rates(confusion(y, p, threshold)))];
}

function rates({ tp, fn, fp, tn }) {
  return [fp / (fp + tn), tp / (tp + fn)];
}

class ThresholdWidget extends HTMLElement {
  async connectedCallback() {
    if (this.data) return;
    this.threshold = 0.5;
    this.missed = 10;
    this.view = WHOLE;
    try {
      this.data = await readData(this.dataset.src);
    } catch {
      this.textContent = "No se han podido cargar los datos: recarga la página para volver a intentarlo.";
      return;
    }
    this.roc = rocPoints(this.data.y, this.data.p);
    this.build();
    this.refresh();
  }

  disconnectedCallback() {
    this.says?.stop();
  }

  // Construir

  build() {
    this.ui = {};
    const title = make("p", { class: "widget__title", text: "Mueve el umbral" });
    const status = make("p", { class: "widget__hidden", role: "status" });
    this.says = new Announcer(status);
    const plots = make("div", { class: "threshold__plots" }, this.makeRoc(), this.makeCost());
    this.replaceChildren(title, this.makeControls(), this.makeTable(), this.makeScores(), plots, status);
  }

  makeControls() {
    const { ui } = this;
    const choose = (threshold) => () => this.change({ threshold: threshold() });
    const theory = () => 1 / (1 + this.missed);
    ui.threshold = new Range("Umbral", { min: 0, max: 1, step: 0.01, write: () => decimals(this.threshold, 3) }, (value) =>
      this.change({ threshold: value }),
    );
    const alarms = (value) => (value === 1 ? "1 falsa alarma" : `${value} falsas alarmas`);
    ui.missed = new Range("Un tumor perdido cuesta", { min: 1, max: MAX_COST, step: 1, write: alarms }, (value) =>
      this.change({ missed: value }),
    );
    const buttons = [
      button("0.5", choose(() => 0.5), { "aria-label": "Umbral 0.5" }),
      button("El más barato", choose(() => cheapest(this.data.y, this.data.p, this.missed))),
      button("El de la teoría", choose(theory)),
    ];
    const go = make("div", { class: "threshold__buttons", role: "group", "aria-label": "Ir a un umbral" }, ...buttons);
    return make("div", { class: "threshold__controls" }, ui.threshold.element, ui.missed.element, go);
  }

  makeTable() {
    const cell = (name, words, kind) => {
      const count = make("strong");
      this.ui[name] = count;
      return make("td", { class: `threshold__cell threshold__cell--${kind}` }, count, make("span", { text: words }));
    };
    const head = make("tr", {}, make("td"), make("th", { scope: "col", text: "responde benigno" }), make("th", { scope: "col", text: "da la alarma" }));
    const benign = make("tr", {}, make("th", { scope: "row", text: "era benigno" }), cell("tn", "tranquilos", "right"), cell("fp", "falsas alarmas", "wrong"));
    const malignant = make("tr", {}, make("th", { scope: "row", text: "era maligno" }), cell("fn", "tumores perdidos", "wrong"), cell("tp", "encontrados", "right"));
    const caption = make("caption", { text: "Matriz de confusión" });
    return make("table", { class: "threshold__matrix" }, caption, make("thead", {}, head), make("tbody", {}, benign, malignant));
  }

  makeScores() {
    const score = (name, text) => {
      this.ui[name] = make("dd");
      return make("div", {}, make("dt", { text }), this.ui[name]);
    };
    const scores = [
      score("recall", "Exhaustividad"),
      score("precision", "Precisión"),
      score("specificity", "Especificidad"),
      score("accuracy", "Exactitud"),
      score("cost", "Coste"),
    ];
    return make("dl", { class: "threshold__scores" }, ...scores);
  }

  makeRoc() {
    const { ui } = this;
    ui.roc = new Plot("Curva ROC", "falsas alarmas (de los benignos)", "encontrados (de los malignos)");
    const zoom = new Check("Ampliar la esquina", (value) => this.change({ view: value ? ZOOM : WHOLE }));
    return make("div", {}, ui.roc.element, zoom.element);
  }

  makeCost() {
    this.ui.costs = new Plot("Coste de cada umbral; a trazos, el más barato", "umbral", "coste");
    return make("div", {}, this.ui.costs.element);
  }

  // Enseñar

  change(changes) {
    Object.assign(this, changes);
    this.refresh();
    const { fn, fp } = this.cells;
    const cost = costOf(this.cells, this.missed);
    const count = (n, one, many) => `${n} ${n === 1 ? one : many}`;
    const errors = `${count(fn, "tumor perdido", "tumores perdidos")}, ${count(fp, "falsa alarma", "falsas alarmas")}`;
    this.says.say(`Umbral ${decimals(this.threshold, 3)}: ${errors}, coste ${cost}.`);
  }

  refresh() {
    const { ui } = this;
    this.cells = confusion(this.data.y, this.data.p, this.threshold);
    ui.threshold.value = this.threshold;
    ui.missed.value = this.missed;
    const { tp, fn, fp, tn } = this.cells;
    for (const [name, value] of Object.entries(this.cells)) ui[name].textContent = value;
    ui.recall.textContent = decimals(tp / (tp + fn), 3);
    ui.precision.textContent = decimals(tp / (tp + fp), 3);
    ui.specificity.textContent = decimals(tn / (tn + fp), 3);
    ui.accuracy.textContent = decimals((tp + tn) / this.data.y.length, 3);
    ui.cost.textContent = `${this.missed} × ${fn} + ${fp} = ${costOf(this.cells, this.missed)}`;
    this.drawRoc();
    this.drawCosts();
  }

  drawRoc() {
    const { roc } = this.ui;
    roc.frame(this.view.x, this.view.y);
    roc.line([[0, 0], [1, 1]], "threshold__chance");
    roc.line(this.roc, "threshold__curve");
    const [alarms, found] = rates(this.cells);
    roc.point([alarms, found]);
    roc.tell(`Curva ROC. Con este umbral, ${decimals(found, 3)} de los malignos encontrados y ${decimals(alarms, 3)} de los benignos con alarma.`);
  }

  drawCosts() {
    const { costs } = this.ui;
    const { y, p } = this.data;
    const cost = (threshold) => costOf(confusion(y, p, threshold), this.missed);
    const points = GRID.map((threshold) => [threshold, cost(threshold)]);
    const low = Math.min(...points.map(([, value]) => value));
    const here = cost(this.threshold);
    const best = cheapest(y, p, this.missed);
    const top = Math.max(niceTop(5 * low), niceTop(here));
    costs.frame([0, 1], [0, top]);
    costs.line([[best, 0], [best, top]], "threshold__chance");
    costs.line(points, "threshold__curve");
    costs.point([this.threshold, here]);
    costs.tell(`Coste de cada umbral. El más barato, ${decimals(best, 3)}, cuesta ${low}; este cuesta ${here}.`);
  }
}

/** Una gráfica con dos ejes, líneas y un punto, que se redibuja entera. */
class Plot {
  constructor(title, xlabel, ylabel) {
    this.labels = [xlabel, ylabel];
    this.svg = shape("svg", { viewBox: "0 0 300 250", role: "img" });
    this.element = make("figure", { class: "threshold__plot" }, make("figcaption", { text: title }), this.svg);
  }

  tell(text) {
    this.svg.setAttribute("aria-label", text);
  }

  /** Empieza de nuevo: el marco y los números de los ejes. */
  frame(x, y) {
    this.range = { x, y };
    const { left, top, width, height } = PLOT;
    const [right, bottom] = [left + width, top + height];
    const text = (words, attributes) => {
      const label = shape("text", attributes);
      label.textContent = words;
      return label;
    };
    const ticks = [0, 0.5, 1].flatMap((t) => [
      text(tick(x[0] + t * (x[1] - x[0])), { x: left + t * width, y: bottom + 18, "text-anchor": "middle" }),
      text(tick(y[0] + t * (y[1] - y[0])), { x: left - 6, y: bottom - t * height + 5, "text-anchor": "end" }),
    ]);
    const [xlabel, ylabel] = this.labels;
    const middle = top + height / 2;
    this.svg.replaceChildren(
      shape("path", { class: "threshold__axes", d: `M${left} ${top}V${bottom}H${right}` }),
      ...ticks,
      text(xlabel, { x: left + width / 2, y: bottom + 38, "text-anchor": "middle" }),
      text(ylabel, { x: 12, y: middle, "text-anchor": "middle", transform: `rotate(-90 12 ${middle})` }),
    );
  }

  place([x, y]) {
    const { left, top, width, height } = PLOT;
    const part = (value, [low, high]) => (value - low) / (high - low);
    return [left + part(x, this.range.x) * width, top + height - part(y, this.range.y) * height];
  }

  /** Una línea; lo que se sale del marco se recorta. */
  line(points, name) {
    const { left, top, width, height } = PLOT;
    const path = shape("path", { class: name, d: `M${points.map((point) => this.place(point)).join("L")}` });
    this.svg.append(shape("svg", { x: left, y: top, width, height, viewBox: `${left} ${top} ${width} ${height}` }, path));
  }

  /** El punto de ahora; si no cabe en la vista, no se dibuja. */
  point(place) {
    const [x, y] = this.place(place);
    const { left, top, width, height } = PLOT;
    const inside = x >= left - 1 && x <= left + width + 1 && y >= top - 1 && y <= top + height + 1;
    if (inside) this.svg.append(shape("circle", { class: "threshold__point", cx: x, cy: y, r: 6 }));
  }
}

/** Un número de un eje, sin ceros de más. */
function tick(value) {
  return String(Math.round(value * 1000) / 1000);
}

/** El tope del eje: 1, 2 o 5 por una potencia de diez. */
function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].find((n) => n * power >= value) * power;
}

customElements.define("threshold-widget", ThresholdWidget);
