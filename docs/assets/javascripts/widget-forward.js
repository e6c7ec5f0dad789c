// `<forward-widget>`: el paso hacia delante de una red pequeña, neurona a neurona.
// Con `network="xor"`, la red de la lección 1.7; con `layers="2,8,4,1" seed="42"`, una al azar.

import { Range, button, decimals, make, shape, turnOff } from "./mandos.js";
import { Rng, createCache, forward, initNetwork, sigmoid } from "./red.js";
import { NetworkDrawing, Steps, followArrows, inParentheses, makeLegend, makeTable, short, sub, tint } from "./widget-grafo.js";

const FUNCTIONS = { relu: (z) => Math.max(0, z), sigmoid, tanh: Math.tanh, linear: (z) => z };
const FORMULAS = { relu: "max(0, z)", sigmoid: "σ(z)", tanh: "tanh(z)", linear: "z" };
const NAMES = { relu: "ReLU", sigmoid: "sigmoide", tanh: "tanh", linear: "sin activación" };
const LEGEND = {
  positive: "peso positivo",
  negative: "peso negativo",
  one: "valor positivo",
  zero: "valor negativo",
};
const FEW = 4; // hasta estas unidades, las casillas llevan su número
const RANDOM = {
  title: "El paso hacia delante, neurona a neurona",
  start: [1, -0.5],
  limits: { min: -3, max: 3, step: 0.1 },
};

const layer = (W, b, activation) => ({
  n_in: W.length,
  n_out: b.length,
  activation,
  W: Float64Array.from(W.flat()),
  b: Float64Array.from(b),
});

/** La red de la lección 1.7: OR y AND con ReLU, y una salida que las resta. */
const XOR = {
  title: "La red de XOR, neurona a neurona",
  start: [1, 1],
  limits: { min: 0, max: 1, step: 0.25 },
  make: () => [
    layer(
      [
        [1, 1],
        [1, 1],
      ],
      [-0.5, -1.5],
      "relu",
    ),
    layer([[1], [-3]], [-0.25], "linear"),
  ],
};

/** Una red con los tamaños y la semilla que se pidan. */
function randomNetwork(text, seed) {
  const sizes = text.split(",").map(Number);
  return initNetwork(sizes, new Rng(seed), "relu", "sigmoid");
}

class ForwardWidget extends HTMLElement {
  connectedCallback() {
    if (this.steps) return;
    const preset = this.getAttribute("network") === "xor" ? XOR : RANDOM;
    this.write = preset === XOR ? short : decimals; // con pesos redondos, sin ceros de más
    const seed = Number(this.getAttribute("seed") ?? 42);
    this.network = preset.make?.() ?? randomNetwork(this.getAttribute("layers") ?? "2,4,3,1", seed);
    this.sizes = [this.network[0].n_in, ...this.network.map(({ n_out }) => n_out)];
    this.cache = createCache(this.network, 1);
    this.inputs = Float64Array.from(
      { length: this.sizes[0] },
      (_, i) => preset.start[i % preset.start.length],
    );
    this.units = this.network.flatMap(({ n_out }, i) =>
      Array.from({ length: n_out }, (_, k) => [i, k]),
    );
    this.steps = new Steps(
      this.units.length,
      (step) => this.show(step),
      (step) => this.tell(step),
    );
    this.build(preset);
    this.compute();
  }

  build({ title, limits }) {
    this.drawing = new NetworkDrawing(this.sizes, this.makeTitles(), (column, row) =>
      this.choose(column, row),
    );
    this.drawing.setWeights(this.network);
    const net = this.drawing.element;
    net.setAttribute("role", "group");
    net.setAttribute(
      "aria-label",
      "La red. Las flechas llevan a la neurona siguiente o a la anterior",
    );
    net.addEventListener("keydown", (event) => {
      const go = (change) => {
        this.steps.go(change);
        this.focusUnit();
      };
      followArrows(event, go, true);
    });
    this.steps.back.before(
      (this.layerButton = button("Capa entera", () => this.finishLayer(), {}, "epoch")),
    );
    this.panel = make("div", { class: "grafo__panel" });
    this.matrices = make("div", { class: "grafo__matrices" });
    const columns = make("div", { class: "grafo__columns grafo__columns--net" }, net, this.panel);
    const heading = make("p", { class: "widget__title", text: title });
    this.append(
      heading,
      this.makeFields(limits),
      this.steps.element,
      columns,
      this.matrices,
      makeLegend(LEGEND),
    );
  }

  makeTitles() {
    const last = this.network.length;
    const shape = (size) => `(1, ${size})`;
    return this.sizes.map((size, i) => {
      if (i === 0) return ["Entrada", "x", shape(size)];
      const { activation } = this.network[i - 1];
      return [i === last ? "Salida" : `Capa ${i}`, NAMES[activation], shape(size)];
    });
  }

  makeFields(limits) {
    const write = (value) => short(value);
    const fields = [...this.inputs].map((start, i) => {
      const field = new Range(sub("x", i + 1), { ...limits, write }, (value) => {
        this.inputs[i] = value;
        this.compute();
      });
      field.value = start;
      return field.element;
    });
    return make("div", { class: "grafo__fields" }, ...fields);
  }

  compute() {
    forward(this.network, this.cache, this.inputs, 1);
    this.steps.refresh();
  }

  /** Va al paso de una neurona que se ha pulsado. */
  choose(column, row) {
    this.steps.move(this.stepOf(column - 1, row));
  }

  /** El paso en el que se calcula una neurona. */
  stepOf(layer, unit) {
    return this.units.findIndex(([i, k]) => i === layer && k === unit) + 1;
  }

  /** Calcula de una vez lo que queda de la capa; si está acabada, la siguiente. */
  finishLayer() {
    const next = this.units[Math.min(this.steps.step, this.units.length - 1)][0];
    this.steps.move(this.units.findLastIndex(([i]) => i === next) + 1);
  }

  focusUnit() {
    const [i, k] = this.units[Math.max(0, this.steps.step - 1)];
    this.drawing.nodes[i + 1][k].focus({ preventScroll: true });
  }

  // Enseñar

  show(step) {
    const current = step ? this.units[step - 1] : null;
    turnOff(this.layerButton, step === this.units.length);
    this.showNetwork(step, current);
    this.panel.replaceChildren(...(current ? this.sayUnit(...current) : this.sayStart()));
    this.showMatrices(step, current);
  }

  showNetwork(step, current) {
    const { drawing } = this;
    const largest = Math.max(1, ...this.inputs.map(Math.abs));
    this.inputs.forEach((value, i) => drawing.fill(0, i, short(value), value, largest));
    this.units.forEach(([i, k], index) => {
      const done = index < step;
      const node = drawing.nodes[i + 1][k];
      const chosen = index === Math.max(0, step - 1);
      const { z, a } = this.cache[i];
      drawing.fill(i + 1, k, done ? short(a[k]) : "", done ? a[k] : 0);
      node.classList.toggle("grafo__node--pending", !done);
      node.classList.toggle("grafo__node--now", done && chosen);
      node.tabIndex = chosen ? 0 : -1;
      const values = done ? `z = ${short(z[k])}, a = ${short(a[k])}` : "sin calcular";
      node.setAttribute("aria-label", `${this.unitName(i, k)}: ${values}`);
    });
    drawing.each((edge, i, from, to) => {
      const now = current && current[0] === i && current[1] === to;
      const done = this.stepOf(i, to) <= step;
      edge.classList.toggle("grafo__edge--now", Boolean(now));
      edge.classList.toggle("grafo__edge--done", done && !now);
    });
  }

  unitName(i, k) {
    const where = i === this.network.length - 1 ? "Salida" : `Capa ${i + 1}`;
    return this.network[i].n_out === 1 ? where : `${where}, neurona ${k + 1}`;
  }

  sayStart() {
    const text =
      "Pulsa «Siguiente» o una neurona. Cada una multiplica lo que recibe por sus pesos, " +
      "lo suma todo con su sesgo y le aplica su activación.";
    return [
      make("p", { class: "grafo__phase", text: "Punto de partida" }),
      make("p", { class: "grafo__note", text }),
    ];
  }

  /** La cuenta de una neurona: productos, suma y activación. */
  sayUnit(i, k) {
    const { W, b, n_in, n_out, activation } = this.network[i];
    const { x, z, a } = this.cache[i];
    const rows = Array.from({ length: n_in }, (_, j) => {
      const weight = W[j * n_out + k];
      const factors = `${short(x[j])} · ${inParentheses(short(weight))}`;
      return this.makeRow([this.inputName(i, j), factors, this.write(x[j] * weight)]);
    });
    rows.push(this.makeRow(["sesgo b", "", this.write(b[k])]));
    const total = this.makeRow(["suma z", "", this.write(z[k])]);
    total.className = "grafo__total";
    const table = makeTable(["Recibe", "Valor · peso", "Producto"], [...rows, total]);
    const answer = make("strong", { text: this.write(a[k]) });
    const result = make("p", { class: "grafo__formula" }, `a = ${FORMULAS[activation]} = `, answer);
    const end = make("div", { class: "grafo__end" }, result, drawActivation(activation, z[k]));
    return [
      make("p", { class: "grafo__phase grafo__phase--forward", text: this.unitName(i, k) }),
      table,
      end,
    ];
  }

  makeRow([name, ...texts]) {
    return make(
      "tr",
      {},
      make("th", { scope: "row", text: name }),
      ...texts.map((text) => make("td", { text })),
    );
  }

  /** Cómo se llama lo que entra en una capa. */
  inputName(i, j) {
    return i === 0 ? sub("x", j + 1) : `neurona ${j + 1}`;
  }

  tell(step) {
    if (!step) return "Al principio.";
    const [i, k] = this.units[step - 1];
    const { z, a } = this.cache[i];
    const end = step === this.units.length ? " Paso hacia delante completo." : "";
    const numbers = `suma z = ${short(z[k], 3)}, activación a = ${short(a[k], 3)}`;
    return `${this.unitName(i, k)}: ${numbers}.${end}`;
  }

  // La capa como matrices

  /** x @ W + b = z, con la columna de la neurona de ahora señalada. */
  showMatrices(step, current) {
    const [i, k] = current ?? [0, -1];
    const { n_in, n_out, W, b } = this.network[i];
    const { x, z, a } = this.cache[i];
    const mark = (column) => column === k;
    const known = (column) => column <= k;
    const numbers = n_in <= FEW && n_out <= FEW;
    const name = i === 0 ? "x" : sub("a", i);
    const options = { numbers, mark, known: () => true };
    const parts = [
      makeMatrix(name, `(1, ${n_in})`, [x], { ...options, mark: () => current !== null }),
      after(
        "@",
        makeMatrix(sub("W", i + 1), `(${n_in}, ${n_out})`, rowsOf(W, n_in, n_out), options),
      ),
      after("+", makeMatrix(sub("b", i + 1), `(${n_out},)`, [b], options)),
      after("=", makeMatrix(sub("z", i + 1), `(1, ${n_out})`, [z], { ...options, known })),
      after("→", makeMatrix(sub("a", i + 1), `(1, ${n_out})`, [a], { ...options, known })),
    ];
    this.matrices.replaceChildren(...parts);
  }
}

/** La curva de la activación con el punto (z, a) de la neurona. */
function drawActivation(name, z) {
  const [width, height, margin] = [110, 62, 5];
  const f = FUNCTIONS[name];
  const reach = Math.max(2, Math.ceil(Math.abs(z)) + 1);
  const [low, high] = [Math.min(0, f(-reach)), f(reach)];
  const x = (value) => margin + ((width - 2 * margin) * (value + reach)) / (2 * reach);
  const y = (value) => height - margin - ((height - 2 * margin) * (value - low)) / (high - low);
  const values = Array.from({ length: 81 }, (_, i) => -reach + (i * reach) / 40);
  const curve = values.map((value) => `${x(value).toFixed(1)},${y(f(value)).toFixed(1)}`).join(" ");
  const box = { class: "grafo__curve", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" };
  return shape(
    "svg",
    box,
    shape("path", { d: `M0 ${y(0)}H${width}M${x(0)} 0V${height}` }),
    shape("polyline", { points: curve }),
    shape("circle", { cx: x(z), cy: y(f(z)), r: 4.5 }),
  );
}

function rowsOf(table, n_rows, n_columns) {
  return Array.from({ length: n_rows }, (_, j) =>
    table.subarray(j * n_columns, (j + 1) * n_columns),
  );
}

/** Un signo y la matriz que lo sigue, que no se separan al cambiar de línea. */
function after(text, matrix) {
  return make(
    "span",
    { class: "grafo__term" },
    make("span", { class: "grafo__sign", text }),
    matrix,
  );
}

/** Una tabla de casillas de colores con su nombre y su forma. */
function makeMatrix(name, shape, rows, { numbers, mark, known }) {
  const cells = rows.flatMap((row) =>
    Array.from(row, (value, column) => {
      const cell = make("span", { class: "grafo__cell" });
      if (numbers && known(column)) cell.textContent = short(value);
      if (!known(column)) cell.classList.add("grafo__cell--pending");
      else tint(cell, value, 1.5);
      cell.classList.toggle("grafo__cell--now", mark(column));
      return cell;
    }),
  );
  const kind = numbers ? "grafo__cells grafo__cells--numbers" : "grafo__cells";
  const grid = make("span", { class: kind, "aria-hidden": "true" }, ...cells);
  grid.style.setProperty("--columns", rows[0].length);
  const title = make(
    "span",
    { class: "grafo__name" },
    make("span", { text: name }),
    " ",
    make("span", { text: shape }),
  );
  return make("span", { class: "grafo__matrix" }, title, grid);
}

customElements.define("forward-widget", ForwardWidget);
