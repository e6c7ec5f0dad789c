// `<backprop-widget>`: un grafo de cálculo recorrido hacia delante y hacia atrás, paso a paso.
// Con `graph="neurona"`, el grafo es el de una neurona con sigmoide y entropía cruzada.

import { Range, decimals, make, shape } from "./mandos.js";
import { Steps, arrow, inParentheses, makeLegend, makeTable, short } from "./widget-grafo.js";

const RADIUS = 20;
const H = 1e-3; // lo que se mueve cada variable al medir

// Cada operación: su valor, sus derivadas locales y cómo se escriben una cosa y otra.
const SUM = {
  symbol: "+",
  value: (...x) => x.reduce((total, each) => total + each, 0),
  locals: (...x) => x.map(() => 1),
  write: (...x) => x.join(" + "),
  writeLocals: (...x) => x.map(() => "1"),
};
const PRODUCT = {
  symbol: "×",
  value: (x, y) => x * y,
  locals: (x, y) => [y, x],
  write: (x, y) => `${x} · ${y}`,
  writeLocals: (x, y) => [y, x],
};
const times = (k) => ({
  symbol: `×${inParentheses(short(k))}`,
  value: (x) => k * x,
  locals: () => [k],
  write: (x) => `${short(k)} · ${x}`,
  writeLocals: () => [short(k)],
});
const sigmoid = (z) => 1 / (1 + Math.exp(-z));
const SIGMOID = {
  symbol: "σ",
  value: sigmoid,
  locals: (z) => [sigmoid(z) * (1 - sigmoid(z))],
  write: (z) => `σ(${z.replace(/^\((.*)\)$/, "$1")})`,
  writeLocals: (z, p) => [`${p}(1 − ${p})`],
};
const MINUS_LOG = {
  symbol: "−ln",
  value: (p) => -Math.log(p),
  locals: (p) => [-1 / p],
  write: (p) => `−ln ${p}`,
  writeLocals: (p) => [`−1/${p}`],
};

// Los sitios van en píxeles del dibujo: el círculo y, después, su rótulo.
const GRAPHS = {
  expresion: {
    title: "El grafo de J = 3(a + bc), paso a paso",
    size: [340, 402],
    places: 2,
    inputs: {
      a: { value: 4, at: [260, 115], label: [246, 157, "start"] },
      b: { value: 2, at: [80, 30], label: [94, 74, "end"] },
      c: { value: 3, at: [200, 30], label: [186, 74, "start"] },
    },
    nodes: [
      { name: "u", from: ["b", "c"], operation: PRODUCT, at: [140, 115], label: [154, 159, "end"] },
      { name: "v", from: ["a", "u"], operation: SUM, at: [200, 200], label: [214, 244, "start"] },
      { name: "J", from: ["v"], operation: times(3), at: [200, 285], label: [214, 329, "start"] },
    ],
    end: [200, 370],
  },
  neurona: {
    title: "La neurona de la lección, paso a paso",
    size: [380, 492],
    places: 4,
    inputs: {
      "w₁": { value: 0.4, at: [40, 30], label: [54, 74, "start"] },
      "w₂": { value: 0.8, at: [340, 30], label: [326, 74, "end"] },
      b: { value: 0.1, at: [340, 214], label: [246, 237, "start"] },
    },
    nodes: [
      { name: "u₁", from: ["w₁"], operation: times(1.5), at: [40, 115], label: [2, 176, "start"] },
      { name: "u₂", from: ["w₂"], operation: times(-2), at: [340, 115], label: [379, 171, "end"] },
      {
        name: "z",
        from: ["u₁", "u₂", "b"],
        operation: SUM,
        at: [190, 214],
        label: [176, 254, "end"],
      },
      { name: "p", from: ["z"], operation: SIGMOID, at: [190, 297], label: [204, 338, "start"] },
      { name: "L", from: ["p"], operation: MINUS_LOG, at: [190, 380], label: [204, 421, "start"] },
    ],
    end: [190, 463],
  },
};
const LIMITS = {
  expresion: { min: -5, max: 5, step: 0.5 },
  neurona: { min: -2, max: 2, step: 0.1 },
};

/** Los valores de todos los nodos, a partir de los de las entradas. */
export function goForward(graph, inputs) {
  const values = { ...inputs };
  for (const { name, from, operation } of graph.nodes) {
    values[name] = operation.value(...from.map((each) => values[each]));
  }
  return values;
}

/** La derivada del último nodo respecto a cada uno: local por la que llega, sumando caminos. */
export function goBackward(graph, values) {
  const result = graph.nodes.at(-1).name;
  const grads = Object.fromEntries(Object.keys(values).map((name) => [name, 0]));
  grads[result] = 1;
  for (const { name, from, operation } of graph.nodes.toReversed()) {
    const locals = operation.locals(...from.map((each) => values[each]));
    from.forEach((each, i) => (grads[each] += locals[i] * grads[name]));
  }
  return grads;
}

/** La derivada respecto a cada entrada, medida con diferencias finitas. */
export function measure(graph, inputs) {
  const result = graph.nodes.at(-1).name;
  const at = (name, change) =>
    goForward(graph, { ...inputs, [name]: inputs[name] + change })[result];
  return Object.fromEntries(
    Object.keys(inputs).map((name) => [name, (at(name, H) - at(name, -H)) / (2 * H)]),
  );
}

class BackpropWidget extends HTMLElement {
  connectedCallback() {
    if (this.steps) return;
    this.kind = this.getAttribute("graph") === "neurona" ? "neurona" : "expresion";
    this.graph = GRAPHS[this.kind];
    this.inputs = Object.fromEntries(
      Object.entries(this.graph.inputs).map(([name, { value }]) => [name, value]),
    );
    this.result = this.graph.nodes.at(-1).name;
    this.plan = this.makePlan();
    this.steps = new Steps(
      this.plan.length,
      (step) => this.show(step),
      (step) => this.tell(step),
    );
    const title = make("p", { class: "widget__title", text: this.graph.title });
    this.append(title, this.makeFields(), this.steps.element, this.makeBody());
    this.compute();
  }

  /** Un paso por valor, uno por derivada y el último para comprobar. */
  makePlan() {
    const { nodes } = this.graph;
    const forward = nodes.map((node) => ({ phase: "forward", node, name: node.name }));
    const backward = nodes
      .toReversed()
      .flatMap((node) =>
        node.from.map((name, index) => ({ phase: "backward", node, name, index })),
      );
    const seed = { phase: "seed", name: this.result };
    return [...forward, seed, ...backward, { phase: "check" }];
  }

  makeFields() {
    const limits = { ...LIMITS[this.kind], write: (value) => short(value) };
    const fields = Object.keys(this.inputs).map((name) => {
      const field = new Range(name, limits, (value) => {
        this.inputs[name] = value;
        this.compute();
      });
      field.value = this.inputs[name];
      return field.element;
    });
    return make("div", { class: "grafo__fields" }, ...fields);
  }

  makeBody() {
    this.now = make("div", { class: "grafo__now" });
    const forward = this.plan.filter(({ phase }) => phase === "forward");
    const backward = this.plan.filter(({ phase }) => phase === "seed" || phase === "backward");
    this.valueRows = forward.map((item) => this.makeRow(item));
    this.gradRows = backward.map((item) => this.makeRow(item));
    const tables = make("div", { class: "grafo__tables" });
    const rowsOf = (items) => items.map(({ row }) => row);
    tables.append(
      makeTable(["Nodo", "Cuenta"], rowsOf(this.valueRows), "Hacia delante: los valores"),
    );
    const heads = ["Derivada", "Local · la que llega"];
    tables.append(makeTable(heads, rowsOf(this.gradRows), "Hacia atrás: las derivadas"));
    this.checks = Object.keys(this.inputs).map((name) => ({ name, row: make("tr") }));
    const names = ["Variable", "Hacia atrás", "Medida"];
    const check = make("div", { class: "grafo__check" });
    check.append(makeTable(names, rowsOf(this.checks), "Comprobación: diferencias finitas"));
    return make(
      "div",
      { class: "grafo__columns grafo__columns--graph" },
      this.now,
      this.draw(),
      tables,
      check,
    );
  }

  makeRow(item) {
    return { ...item, row: make("tr") };
  }

  // El dibujo

  draw() {
    const { inputs, nodes, size, end } = this.graph;
    this.marks = {};
    const all = [
      ...Object.entries(inputs).map(([name, input]) => ({ name, symbol: name, ...input })),
      ...nodes.map((node) => ({ ...node, symbol: node.operation.symbol })),
    ];
    const picture = shape("svg", {
      class: "grafo__picture",
      viewBox: `0 0 ${size.join(" ")}`,
      role: "img",
    });
    picture.setAttribute("aria-label", this.describe());
    for (const { name, symbol, at, label } of all) {
      const target = nodes.find(({ from }) => from.includes(name));
      const edge = arrow(at, target ? target.at : end, RADIUS);
      const text = this.makeLabel(label);
      const circle = shape("g", { class: "grafo__circle" }, ...makeCircle(at, symbol));
      picture.append(edge, circle, text.element);
      this.marks[name] = { edge, circle, ...text };
    }
    this.goal = shape("g", { class: "grafo__circle" }, ...makeCircle(end, this.result));
    picture.append(this.goal);
    const legend = makeLegend({ value: "valor", grad: `derivada de ${this.result} respecto a él` });
    return make("div", { class: "grafo__frame" }, picture, legend);
  }

  makeLabel([x, y, anchor]) {
    const value = shape("text", { x, y: y - 3, class: "grafo__value" });
    const grad = shape("text", { x, y: y + 13, class: "grafo__grad" });
    const element = shape("g", { class: "grafo__label", "text-anchor": anchor }, value, grad);
    return { element, value, grad };
  }

  describe() {
    const parts = this.graph.nodes.map(
      ({ name, from, operation }) => `${name} = ${operation.write(...from)}`,
    );
    return `Grafo de arriba abajo: ${parts.join("; ")}. Los números están en las tablas.`;
  }

  // Los números

  compute() {
    this.values = goForward(this.graph, this.inputs);
    this.grads = goBackward(this.graph, this.values);
    this.measured = measure(this.graph, this.inputs);
    this.steps.refresh();
  }

  number(value) {
    return short(value, this.graph.places);
  }

  /** ∂J/∂b */
  partial(name, of = this.result) {
    return `∂${of}/∂${name}`;
  }

  /** La cuenta de un valor: lo que se hace, con qué números y cuánto da. */
  writeValue({ node }) {
    const { name, from, operation } = node;
    const numbers = from.map((each, i) =>
      (i ? inParentheses : String)(this.number(this.values[each])),
    );
    const wrapped =
      operation.symbol.startsWith("×") && from.length === 1 ? numbers.map(inParentheses) : numbers;
    return {
      symbols: operation.write(...from),
      numbers: operation.write(...wrapped),
      total: this.number(this.values[name]),
    };
  }

  /** La cuenta de una derivada: la local, la que llega y su producto. */
  writeGrad({ node, name, index }) {
    const { from, operation } = node;
    const letters = operation.writeLocals(...from, node.name)[index];
    const local = operation.locals(...from.map((each) => this.values[each]))[index];
    return {
      letters,
      local: this.number(local),
      arrives: this.number(this.grads[node.name]),
      total: this.number(this.grads[name]),
    };
  }

  // Los pasos

  show(step) {
    const current = this.plan[step - 1];
    const done = this.plan.slice(0, step);
    this.showTables(done, current);
    this.showPicture(done, current);
    this.now.replaceChildren(...this.sayNow(current));
  }

  showTables(done, current) {
    const seen = (item) =>
      done.some((each) => each.phase === item.phase && each.name === item.name);
    const isNow = (item) => current?.phase === item.phase && current.name === item.name;
    const mark = (item) => item.row.classList.toggle("grafo__row--now", isNow(item));
    for (const item of this.valueRows) {
      const { symbols, numbers, total } = this.writeValue(item);
      fillRow(
        item.row,
        [item.name, seen(item) ? `${symbols} = ${numbers} = ${total}` : symbols],
        seen(item),
      );
      mark(item);
    }
    for (const item of this.gradRows) {
      fillRow(item.row, this.gradCells(item, seen(item)), seen(item));
      mark(item);
    }
    const checked = current?.phase === "check";
    for (const { name, row } of this.checks) {
      const cells = checked
        ? [this.number(this.grads[name]), decimals(this.measured[name], 4)]
        : ["", ""];
      fillRow(row, [name, ...cells], checked);
    }
  }

  gradCells(item, seen) {
    const target = this.partial(item.name);
    if (item.phase === "seed") return [target, seen ? "1" : ""];
    const { letters, local, arrives, total } = this.writeGrad(item);
    const symbols = `${letters} · ${this.partial(item.node.name)}`;
    return [
      target,
      seen ? `${symbols} = ${local} · ${inParentheses(arrives)} = ${total}` : symbols,
    ];
  }

  showPicture(done, current) {
    const valued = new Set(Object.keys(this.inputs));
    const derived = new Set();
    for (const { phase, name } of done) (phase === "forward" ? valued : derived).add(name);
    for (const [name, { value, grad, edge, circle }] of Object.entries(this.marks)) {
      value.textContent = `${name} = ${valued.has(name) ? short(this.values[name], 3) : "?"}`;
      grad.textContent = derived.has(name)
        ? `${this.partial(name)} = ${short(this.grads[name], 3)}`
        : "";
      edge.setAttribute(
        "class",
        `grafo__arrow grafo__arrow--${this.stateOf(name, valued, derived, current)}`,
      );
      circle.classList.toggle(
        "grafo__circle--now",
        current?.phase === "forward" && current.name === name,
      );
      circle.classList.toggle(
        "grafo__circle--back",
        current?.phase === "backward" && current.node.name === name,
      );
    }
    this.goal.classList.toggle("grafo__circle--back", current?.phase === "seed");
  }

  /** Cómo se dibuja la flecha de un nodo: pendiente, con valor, con derivada o la de ahora. */
  stateOf(name, valued, derived, current) {
    if (current?.phase === "backward" && current.name === name) return "back";
    if (current?.phase === "seed" && current.name === name) return "back";
    if (current?.phase === "forward" && current.node.from.includes(name)) return "now";
    if (derived.has(name)) return "derived";
    return valued.has(name) ? "valued" : "pending";
  }

  /** Lo que se ha calculado en este paso, con sus números. */
  sayNow(current) {
    if (!current) return this.sayStart();
    if (current.phase === "forward") return this.sayForward(current);
    if (current.phase === "seed") return this.saySeed();
    if (current.phase === "backward") return this.sayBackward(current);
    return this.sayCheck();
  }

  sayStart() {
    const names = Object.entries(this.inputs).map(([name, value]) => `${name} = ${short(value)}`);
    const big = formula(make("span", { text: names.join(", ") }));
    const text = "Pulsa «Siguiente»: primero se calculan los valores, de arriba abajo.";
    return [heading("Punto de partida", "forward"), big, note(text)];
  }

  sayForward(current) {
    const { symbols, numbers, total } = this.writeValue(current);
    const big = formula(
      `${current.name} = ${symbols} = ${numbers} = `,
      make("strong", { text: total }),
    );
    return [heading("Hacia delante", "forward"), big, note(this.remark(current))];
  }

  saySeed() {
    const big = formula(`${this.partial(this.result)} = `, make("strong", { text: "1" }));
    const text = `Se empieza por el final: la derivada de ${this.result} respecto a sí misma es 1.`;
    return [heading("Hacia atrás", "backward"), big, note(text)];
  }

  sayBackward(current) {
    const { letters, local, arrives, total } = this.writeGrad(current);
    const { node, name } = current;
    const part = (kind, text) => make("span", { class: `grafo__part grafo__part--${kind}`, text });
    const first = [
      part("local", this.partial(name, node.name)),
      " · ",
      part("arrives", this.partial(node.name)),
    ];
    const second = [part("local", local), " · ", part("arrives", inParentheses(arrives))];
    const big = formula(
      `${this.partial(name)} = `,
      ...first,
      " = ",
      ...second,
      " = ",
      make("strong", { text: total }),
    );
    const slope = this.partial(name, node.name);
    const equals = letters === local ? letters : `${letters} = ${local}`;
    const operation = `${node.name} = ${node.operation.write(...node.from)}`;
    const where = note(part("local", "derivada local"), `: si ${operation}, ${slope} = ${equals}`);
    const whence = note(part("arrives", "la que llega"), ` de ${node.name}, ya calculada`);
    return [heading("Hacia atrás", "backward"), big, where, whence];
  }

  sayCheck() {
    const grads = Object.keys(this.inputs).map(
      (name) => `${this.partial(name)} = ${this.number(this.grads[name])}`,
    );
    const moves = `mueve cada variable ${H} arriba y abajo`;
    const text = `La comprobación no deriva: ${moves} y mide cuánto cambia ${this.result}.`;
    return [
      heading("El gradiente", "backward"),
      formula(make("strong", { text: grads.join(", ") })),
      note(text),
    ];
  }

  remark({ node }) {
    const last = node.name === this.result;
    return last
      ? "Ya están todos los valores. Ahora, la vuelta."
      : `${node.name} se guarda: hará falta a la vuelta.`;
  }

  /** Lo que oye quien no ve el dibujo. */
  tell(step) {
    const current = this.plan[step - 1];
    if (!current) return "Al principio.";
    const { phase, name } = current;
    if (phase === "forward") {
      const { symbols, numbers, total } = this.writeValue(current);
      return `Hacia delante: ${name} = ${symbols} = ${numbers} = ${total}.`;
    }
    if (phase === "seed") return `Hacia atrás: la derivada de ${name} respecto a sí misma es 1.`;
    if (phase === "check") return `Gradiente comprobado. ${this.sayGradient()}.`;
    const { local, arrives, total } = this.writeGrad(current);
    const product = `la local, ${local}, por la que llega de ${current.node.name}, ${arrives}`;
    return `Derivada de ${this.result} respecto a ${name}: ${product}: ${total}.`;
  }

  sayGradient() {
    return Object.keys(this.inputs)
      .map(
        (name) =>
          `Respecto a ${name}: ${this.number(this.grads[name])}; medida, ${decimals(this.measured[name], 4)}`,
      )
      .join(". ");
  }
}

function makeCircle([x, y], symbol) {
  const long = symbol.length > 3 ? " grafo__symbol--long" : "";
  return [
    shape("circle", { cx: x, cy: y, r: RADIUS }),
    shape("text", { x, y, class: `grafo__symbol${long}`, text: symbol }),
  ];
}

/** Escribe una fila; lo que aún no se ha calculado, más tenue. */
function fillRow(row, texts, seen) {
  row.classList.toggle("grafo__row--pending", !seen);
  row.replaceChildren(...texts.map((text) => make("td", { text })));
}

function heading(text, phase) {
  return make("p", { class: `grafo__phase grafo__phase--${phase}`, text });
}

function formula(...parts) {
  return make("p", { class: "grafo__formula" }, ...parts);
}

function note(...parts) {
  return make("p", { class: "grafo__note" }, ...parts);
}

customElements.define("backprop-widget", BackpropWidget);
