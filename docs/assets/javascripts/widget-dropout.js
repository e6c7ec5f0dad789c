// `<dropout-widget>`: qué neuronas apaga el dropout en cada lote, qué se hace con las que quedan
// y por qué la media de muchos lotes es lo que la red responde al predecir.

import { Check, Range, button, decimals, make, shape, turnOff } from "./mandos.js";
import { Rng, createCache, forward, initNetwork } from "./red.js";
import { NetworkDrawing, makeLegend, makeTable, short } from "./widget-grafo.js";

const SIZES = [2, 6, 1];
const SEED = 41; // de los pesos
const DRAW = 318; // del sorteo de neuronas
const POINT = [1, -0.5];
const MOST = 2000; // lotes que se guardan
const MANY = 100;
const SHOWN = 400; // puntos que se dibujan
const [WIDTH, HEIGHT] = [320, 120]; // de la gráfica, en sus unidades

/** Lo que deja pasar el dropout: 0 si la neurona se apaga; si no, su salida por `factor`. */
export function applyDropout(a, mask, factor) {
  return a.map((value, i) => (mask[i] ? value * factor : 0));
}

/** Sortea qué neuronas siguen encendidas: cada una, con probabilidad 1 − rate. */
export function drawMask(size, rate, rng) {
  return Array.from({ length: size }, () => rng.random() >= rate);
}

class DropoutWidget extends HTMLElement {
  connectedCallback() {
    if (this.drawing) return;
    this.network = initNetwork(SIZES, new Rng(SEED), "sigmoid", "linear");
    const cache = createCache(this.network, 1);
    forward(this.network, cache, Float64Array.from(POINT), 1);
    this.a = [...cache[0].a]; // (6,): lo que sale de la capa oculta
    this.prediction = cache[1].a[0];
    Object.assign(this, { rate: 0.5, training: true, scaling: true });
    this.build();
    this.restart();
  }

  build() {
    const titles = [["Entrada"], ["Oculta", "y dropout"], ["Salida"]];
    this.drawing = new NetworkDrawing(SIZES, titles);
    this.drawing.setWeights(this.network);
    this.drawing.element.setAttribute("aria-hidden", "true"); // lo mismo está en la tabla
    this.status = make("p", { class: "widget__hidden", role: "status" });
    this.now = make("p", { class: "grafo__note" });
    const side = make("div", { class: "grafo__panel" }, this.makeTable());
    const columns = make(
      "div",
      { class: "grafo__columns grafo__columns--net" },
      this.drawing.element,
      side,
    );
    this.append(
      make("p", {
        class: "widget__title",
        text: "Dropout: unas se apagan y las demás se multiplican",
      }),
      this.makeControls(),
      this.makeBar(),
      this.now,
      columns,
      this.makeChart(),
      this.status,
    );
  }

  makeControls() {
    const write = (value) => `${Math.round(100 * value)} %`;
    this.rateField = new Range(
      "Tasa de dropout",
      { min: 0, max: 0.9, step: 0.1, write },
      (rate) => {
        this.rate = rate;
        this.restart();
      },
    );
    this.rateField.value = this.rate;
    const option = (training, text) => {
      const input = make("input", {
        type: "radio",
        name: "dropout-modo",
        onchange: () => this.setMode(training),
      });
      input.checked = training === this.training;
      return make("label", { class: "control__check" }, input, make("span", { text }));
    };
    const modes = make("fieldset", { class: "grafo__modes" }, make("legend", { text: "Modo" }));
    modes.append(option(true, "Entrenar"), option(false, "Predecir"));
    this.scale = new Check("Multiplicar por 1/(1 − tasa)", (scaling) => {
      this.scaling = scaling;
      this.show();
    });
    this.scale.value = this.scaling;
    return make(
      "div",
      { class: "grafo__fields grafo__fields--wide" },
      modes,
      this.rateField.element,
      this.scale.element,
    );
  }

  makeBar() {
    const bar = make("div", { class: "grafo__bar", role: "group", "aria-label": "Lotes" });
    this.one = button("Otro lote", () => this.draw(1), { class: "control__button--main" }, "step");
    this.many = button(`${MANY} lotes`, () => this.draw(MANY), {}, "epoch");
    this.again = button("Empezar de nuevo", () => this.restart(true), {}, "reset");
    this.count = make("p", { class: "grafo__place" });
    bar.append(this.one, this.many, this.again, this.count);
    return bar;
  }

  makeTable() {
    const names = [...this.a.map((_, i) => String(i + 1)), "Salida"];
    this.rows = [...this.a, this.prediction].map((value, i) => this.makeRow(names[i], value));
    const heads = ["Neurona", "Al predecir", "Este lote", "Media"];
    const table = makeTable(
      heads,
      this.rows.map(({ row }) => row),
    );
    table.classList.add("grafo__table--numbers");
    [, , this.nowHead, this.meanHead] = table.querySelectorAll("th[scope=col]");
    return table;
  }

  makeRow(name, value) {
    const [now, mean] = [make("td"), make("td")];
    const number = make("span");
    const bar = make("span", { class: "grafo__meter", "aria-hidden": "true" });
    bar.append(make("span", { class: "grafo__level" }), make("span", { class: "grafo__goal" }));
    mean.append(number, bar);
    const row = make(
      "tr",
      {},
      make("th", { scope: "row", text: name }),
      make("td", { text: decimals(value) }),
      now,
      mean,
    );
    return { row, now, number, bar, value };
  }

  makeChart() {
    const chart = shape("svg", { class: "grafo__chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}` });
    chart.setAttribute("preserveAspectRatio", "none");
    chart.setAttribute("aria-hidden", "true"); // las medias están escritas debajo
    this.goalLine = shape("line", { class: "grafo__goalline", x1: 0, x2: WIDTH });
    this.meanLine = shape("polyline", { class: "grafo__meanline" });
    this.dots = shape("path", { class: "grafo__dots" });
    chart.append(this.dots, this.goalLine, this.meanLine);
    const legend = makeLegend({
      dot: "salida de cada lote",
      mean: "su media hasta ahí",
      goal: "al predecir",
    });
    this.reading = make("p", { class: "grafo__note" });
    this.last = make("p", { class: "grafo__axis" });
    return make("div", { class: "grafo__plot" }, legend, chart, this.last, this.reading);
  }

  // Los lotes

  /** Olvida los lotes y sortea el primero. */
  restart(say = false) {
    this.rng = new Rng(DRAW);
    this.masks = [];
    this.draw(1, say);
  }

  draw(count, say = true) {
    if ((!this.training && this.masks.length) || this.masks.length + count > MOST) return;
    for (let i = 0; i < count; i++) this.masks.push(drawMask(this.a.length, this.rate, this.rng));
    this.show();
    if (say) this.status.textContent = this.tell();
  }

  setMode(training) {
    this.training = training;
    this.show();
    this.status.textContent = this.training ? this.tell() : this.sayPredicting();
  }

  get factor() {
    return this.scaling ? 1 / (1 - this.rate) : 1;
  }

  /** La salida de la red con lo que deja pasar la capa oculta. */
  output(a) {
    const { W, b } = this.network[1];
    return a.reduce((total, value, j) => total + value * W[j], b[0]);
  }

  /** Lo que hay que enseñar: el último lote y las medias de todos. */
  measure() {
    const { a, masks, factor } = this;
    const n = masks.length;
    const kept = a.map((_, i) => masks.reduce((total, mask) => total + mask[i], 0));
    const outputs = masks.map((mask) => this.output(applyDropout(a, mask, factor)));
    let sum = 0;
    const means = outputs.map((value, i) => (sum += value) / (i + 1));
    const mask = this.training ? masks[n - 1] : a.map(() => true);
    const now = applyDropout(a, mask, this.training ? factor : 1);
    const unitMeans = a.map((value, i) => (value * factor * kept[i]) / n);
    return {
      n,
      mask,
      now,
      outputs,
      means,
      unitMeans,
      output: this.output(now),
      mean: means[n - 1],
    };
  }

  // Enseñar

  show() {
    this.results = this.measure();
    turnOff(this.one, !this.training || this.masks.length + 1 > MOST);
    turnOff(this.many, !this.training || this.masks.length + MANY > MOST);
    turnOff(this.again, this.masks.length === 1);
    this.count.textContent = `Lotes: ${this.results.n}`;
    this.scale.input.disabled = !this.training;
    this.scale.element.classList.toggle("control__field--off", !this.training);
    this.showNetwork();
    this.showTable();
    this.showChart();
    this.now.textContent = this.training ? this.sayTraining() : this.sayPredicting();
  }

  showNetwork() {
    const { mask, now, output } = this.results;
    const { drawing } = this;
    POINT.forEach((value, i) => drawing.fill(0, i, decimals(value, 1), value));
    now.forEach((value, i) => {
      drawing.fill(1, i, mask[i] ? decimals(value) : "×", mask[i] ? value : 0, 1.5);
      drawing.nodes[1][i].classList.toggle("grafo__node--off", !mask[i]);
    });
    drawing.fill(2, 0, decimals(output), output, 1.5);
    drawing.each((edge, layer, from, to) => {
      const off = !mask[layer === 0 ? to : from];
      edge.classList.toggle("grafo__edge--off", off);
      edge.classList.toggle("grafo__edge--done", !off);
    });
  }

  showTable() {
    const { mask, now, unitMeans, output, mean, n } = this.results;
    const limit = 1.5 * Math.max(...this.a, this.prediction);
    this.nowHead.textContent = this.training ? "Este lote" : "Ahora";
    this.meanHead.textContent = n === 1 ? "Media de 1" : `Media de ${n}`;
    this.rows.forEach(({ row, now: cell, number, bar, value }, i) => {
      const last = i === this.a.length;
      cell.textContent = last ? decimals(output) : mask[i] ? decimals(now[i]) : "0";
      row.classList.toggle("grafo__row--off", !last && !mask[i]);
      row.classList.toggle("grafo__total", last);
      const average = last ? mean : unitMeans[i];
      number.textContent = decimals(average);
      bar.firstChild.style.width = `${Math.max(0, Math.min(100, (100 * average) / limit))}%`;
      bar.lastChild.style.left = `${(100 * value) / limit}%`;
    });
  }

  showChart() {
    const { outputs, means, n } = this.results;
    const low = Math.min(0, ...outputs);
    const high = Math.max(1.6 * this.prediction, ...outputs);
    const y = (value) => (HEIGHT - 6 - ((HEIGHT - 12) * (value - low)) / (high - low)).toFixed(1);
    const x = (i) => (4 + ((WIDTH - 8) * i) / Math.max(19, n - 1)).toFixed(1);
    const stride = Math.ceil(n / SHOWN);
    const shown = means.map((_, i) => i).filter((i) => i % stride === 0 || i === n - 1);
    this.dots.setAttribute("d", shown.map((i) => `M${x(i)} ${y(outputs[i])}h0`).join(""));
    this.meanLine.setAttribute("points", shown.map((i) => `${x(i)},${y(means[i])}`).join(" "));
    for (const name of ["y1", "y2"]) this.goalLine.setAttribute(name, y(this.prediction));
    this.last.textContent = `lotes de un ejemplo: de 1 a ${Math.max(20, n)}`;
    this.reading.textContent = this.sayMean();
  }

  // Decirlo

  sayTraining() {
    const { mask } = this.results;
    const off = mask.flatMap((on, i) => (on ? [] : [i + 1]));
    const who = off.length ? `Apagadas: ${off.join(", ")}.` : "Ninguna apagada.";
    if (!this.scaling) return `${who} Las demás pasan como están: falta multiplicar.`;
    const rate = short(this.rate);
    return `${who} Las demás, multiplicadas por 1/(1 − ${rate}) = ${short(this.factor)}.`;
  }

  sayPredicting() {
    return "Al predecir no se apaga ninguna ni se multiplica nada: pasa lo mismo que llega.";
  }

  sayMean() {
    const { mean, n } = this.results;
    const batches = `${n} ${n === 1 ? "lote" : "lotes"}`;
    const goal = decimals(this.prediction);
    const both = `Media de la salida en ${batches}: ${decimals(mean)}. Al predecir: ${goal}.`;
    if (n < MANY) return `${both} Pide más lotes y compara.`;
    if (this.scaling)
      return `${both} Por eso se multiplica: en promedio, entrenar y predecir coinciden.`;
    return `${both} Sin multiplicar, se queda en promedio en el ${Math.round(100 * (1 - this.rate))} %.`;
  }

  tell() {
    const { n, output } = this.results;
    return `Lote ${n}. ${this.sayTraining()} Salida: ${decimals(output)}. ${this.sayMean()}`;
  }
}

customElements.define("dropout-widget", DropoutWidget);
