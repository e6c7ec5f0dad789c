// El dibujo de la red: entradas, neuronas con su vista y líneas tan gruesas como sus pesos.

import { FEATURES } from "./playground-datos.js";
import { MAX_UNITS } from "./playground-estado.js";
import { Stepper, decimals, make } from "./mandos.js";
import { FieldImage, fit } from "./playground-vistas.js";

const TIGHT = 56; // con menos sitio entre capas, la red va de arriba abajo
const LABEL = 46; // píxeles del nombre de una entrada
const REACH = 7; // píxeles a los que se nota una línea
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** Cómo se llama una neurona, dicho y escrito corto. */
export function unitName(network, layer, unit) {
  return layer === network.length - 1 ? "salida" : `capa ${layer + 1}, neurona ${unit + 1}`;
}

/** Cómo se llama lo que entra por un peso. */
export function inputName(state, layer, from) {
  return layer === 0 ? FEATURES[state.features[from]].text : `capa ${layer}, neurona ${from + 1}`;
}

export class Diagram {
  /** `actions`: feature(name), resize(layer, change), select(layer, unit, from), preview(node). */
  constructor(side, actions) {
    Object.assign(this, { side, actions, units: [], features: [], links: [], hovered: null });
    this.lines = make("canvas", { class: "playground__lines", "aria-hidden": "true" });
    this.tip = make("span", { class: "playground__tip", "aria-hidden": "true", hidden: true });
    this.help = make("p", { class: "playground__hidden", id: "playground-flechas" });
    this.help.textContent = "Las flechas llevan de una neurona a otra. Pulsa una para ver y cambiar sus pesos.";
    this.element = make("div", { class: "playground__diagram" });
    this.element.addEventListener("pointermove", (event) => this.hoverLine(event));
    this.element.addEventListener("pointerleave", () => this.leave());
    this.element.addEventListener("click", (event) => this.clickLine(event));
  }

  /** Rehace el dibujo para otra red; conserva el foco. */
  build(state, network) {
    const focused = this.element.contains(document.activeElement) ? document.activeElement.dataset.key : "";
    this.state = state;
    this.network = network;
    this.features = Object.keys(FEATURES).map((name) => this.makeFeature(name));
    this.layers = network.map((layer, i) => this.makeLayer(i, layer.n_out));
    this.units = this.layers.map((layer) => layer.units);
    const inputs = make("div", { role: "group", "aria-label": "Entradas" });
    inputs.append(...this.features.map((feature) => feature.button));
    const groups = this.layers.map((layer) => layer.group);
    this.inputsTitle = make("span", { class: "playground__column", text: "Entradas" });
    inputs.prepend(this.inputsTitle);
    this.element.replaceChildren(this.lines, this.help, inputs, ...groups, this.tip);
    if (focused) this.element.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  makeFeature(name) {
    const { text } = FEATURES[name];
    const view = new FieldImage(this.side);
    const active = this.state.features.includes(name);
    const button = make(
      "button",
      {
        type: "button",
        class: "playground__node playground__node--input",
        "data-key": `entrada-${name}`,
        "aria-pressed": String(active),
        onclick: () => this.actions.feature(name),
        onpointerenter: (event) => this.peek(event, { feature: name }),
        onpointerleave: () => this.actions.preview(null),
      },
      view.canvas,
      make("span", { text }),
    );
    return { name, button, view, active };
  }

  makeLayer(i, n_out) {
    const output = i === this.network.length - 1;
    const units = Array.from({ length: n_out }, (_, k) => this.makeUnit(i, k));
    const title = output ? "Salida" : `Capa ${i + 1}`;
    const group = make("div", { role: "group", "aria-label": output ? "Salida" : `Capa oculta ${i + 1}` });
    let header = make("span", { class: "playground__column", text: title });
    if (!output) {
      const less = `Quitar una neurona de la capa ${i + 1}`;
      const more = `Añadir una neurona a la capa ${i + 1}`;
      const stepper = new Stepper(title, less, more, (change) => this.actions.resize(i, change));
      stepper.set(n_out, 1, MAX_UNITS);
      stepper.less.dataset.key = `menos-${i}`;
      stepper.more.dataset.key = `mas-${i}`;
      header = stepper.element;
      header.classList.add("playground__column");
    }
    group.append(header, ...units.map((unit) => unit.button));
    return { group, header, units };
  }

  makeUnit(layer, unit) {
    const view = new FieldImage(this.side);
    const button = make(
      "button",
      {
        type: "button",
        class: "playground__node",
        "data-key": `neurona-${layer}-${unit}`,
        "aria-label": unitName(this.network, layer, unit).replace(/^./, (first) => first.toUpperCase()),
        "aria-describedby": "playground-flechas",
        tabindex: -1,
        onclick: () => this.actions.select(layer, unit),
        onkeydown: (event) => this.walk(event, layer, unit),
        onpointerenter: (event) => this.peek(event, { layer, unit }),
        onpointerleave: () => this.actions.preview(null),
      },
      view.canvas,
    );
    return { button, view };
  }

  /** Enseña en grande lo que hay bajo el ratón; el dedo no lo necesita. */
  peek(event, node) {
    if (event.pointerType === "mouse") this.actions.preview(node);
  }

  /** Marca la neurona elegida, que es la única con parada del tabulador. */
  mark(layer, unit) {
    this.units.forEach((units, i) =>
      units.forEach(({ button }, k) => {
        const chosen = i === layer && k === unit;
        button.setAttribute("aria-pressed", String(chosen));
        button.tabIndex = chosen ? 0 : -1;
      }),
    );
  }

  /** Las flechas llevan a la neurona vecina, según cómo esté dibujada la red. */
  walk(event, layer, unit) {
    if (!(event.key in ARROWS)) return;
    event.preventDefault();
    const [dx, dy] = ARROWS[event.key];
    const [across, along] = this.narrow ? [dy, dx] : [dx, dy];
    const i = Math.max(0, Math.min(layer + across, this.units.length - 1));
    const k = Math.max(0, Math.min(unit + along, this.units[i].length - 1));
    const { button } = this.units[i][k];
    this.actions.select(i, k);
    button.focus();
  }

  /** Coloca cada cosa según el ancho. */
  layout() {
    const width = this.element.clientWidth;
    this.step = (width - LABEL - 42) / this.units.length;
    this.narrow = this.step < TIGHT;
    this.node = this.narrow && width < 400 ? 28 : 34;
    this.element.style.setProperty("--node", `${this.node}px`);
    this.element.classList.toggle("playground__diagram--narrow", this.narrow);
    const height = this.narrow ? this.layoutRows(width) : this.layoutColumns(width);
    this.element.style.height = `${height}px`;
    this.size = [width, height];
    this.joinLines();
  }

  layoutColumns(width) {
    const top = 74;
    const pitch = 44;
    const { step } = this;
    const rows = Math.max(this.features.length, ...this.units.map((units) => units.length));
    const column = (nodes, x) => {
      const start = top + ((rows - nodes.length) * pitch) / 2;
      nodes.forEach((node, k) => this.place(node, x, start + k * pitch));
    };
    column(this.features, LABEL + 18);
    this.put(this.inputsTitle, 0, 22, "");
    this.layers.forEach(({ header, units }, i) => {
      const x = width - 22 - (this.layers.length - 1 - i) * step;
      column(units, x);
      this.put(header, x, 22, "center");
      header.classList.toggle("playground__column--tight", step < 84);
    });
    return top + rows * pitch - 20;
  }

  layoutRows(width) {
    const gutter = width < 400 ? 72 : 110;
    const pitch = 80;
    const space = width - gutter;
    const row = (y, nodes, from, room) => {
      const step = Math.min(46, room / nodes.length);
      nodes.forEach((node, k) => this.place(node, from + room / 2 + (k - (nodes.length - 1) / 2) * step, y));
    };
    this.put(this.inputsTitle, 0, 10, "");
    row(60, this.features, 0, width);
    this.layers.forEach(({ header, units }, i) => {
      const y = 60 + (i + 1) * pitch;
      row(y, units, gutter, space);
      this.put(header, 0, y, "");
      header.classList.toggle("playground__column--tight", width < 400);
    });
    return 60 + this.layers.length * pitch + 26;
  }

  place(node, x, y) {
    Object.assign(node, { x, y });
    node.button.style.left = `${x}px`;
    node.button.style.top = `${y}px`;
  }

  put(header, x, y, align) {
    header.style.left = `${x}px`;
    header.style.top = `${y}px`;
    header.dataset.align = align;
  }

  /** Recuerda por dónde pasa cada línea. */
  joinLines() {
    const chosen = this.state.features.map((name) => this.features.find((feature) => feature.name === name));
    this.links = this.units.flatMap((units, layer) => {
      const below = layer === 0 ? chosen : this.units[layer - 1];
      return below.flatMap((start, from) => units.map((end, unit) => ({ layer, from, unit, ...this.curve(start, end) })));
    });
  }

  /** Una curva entre dos nodos: sus extremos, sus mandos y puntos para saber si se toca. */
  curve(start, end) {
    const half = this.node / 2;
    const [x0, y0] = this.narrow ? [start.x, start.y + half] : [start.x + half, start.y];
    const [x1, y1] = this.narrow ? [end.x, end.y - half] : [end.x - half, end.y];
    const bend = this.narrow ? (y1 - y0) / 2 : (x1 - x0) / 2;
    const points = this.narrow
      ? [x0, y0, x0, y0 + bend, x1, y1 - bend, x1, y1]
      : [x0, y0, x0 + bend, y0, x1 - bend, y1, x1, y1];
    return { points };
  }

  /** Pinta las líneas: azul y continua, peso positivo; ocre y a trazos, negativo. */
  paintLines(palette) {
    const [width, height] = this.size;
    const context = fit(this.lines, width, height);
    context.clearRect(0, 0, width, height);
    for (const link of this.links) {
      const weight = this.weightOf(link);
      const bold = this.isBold(link);
      context.beginPath();
      context.strokeStyle = weight < 0 ? palette.zero : palette.one;
      context.setLineDash(weight < 0 ? [5, 3] : []);
      context.globalAlpha = bold ? 1 : 0.35 + 0.5 * Math.min(1, Math.abs(weight));
      context.lineWidth = 0.6 + Math.min(6, 2 * Math.abs(weight)) + (bold ? 1.4 : 0);
      const p = link.points;
      context.moveTo(p[0], p[1]);
      context.bezierCurveTo(p[2], p[3], p[4], p[5], p[6], p[7]);
      context.stroke();
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  weightOf({ layer, from, unit }) {
    const { W, n_out } = this.network[layer];
    return W[from * n_out + unit];
  }

  isBold(link) {
    return link === this.hovered;
  }

  /** La línea más cercana al ratón, si alguna pasa cerca. */
  lineAt(event) {
    if (event.target !== this.element && event.target !== this.lines) return null;
    const box = this.element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, distance] = [null, REACH];
    for (const link of this.links) {
      const found = distanceTo(link.points, x, y);
      if (found < distance) [best, distance] = [link, found];
    }
    return best;
  }

  hoverLine(event) {
    const link = this.lineAt(event);
    this.element.classList.toggle("playground__diagram--line", Boolean(link));
    if (link) this.showTip(link, event);
    else this.tip.hidden = true;
    if (link === this.hovered) return;
    this.hovered = link;
    this.actions.repaint();
  }

  showTip(link, event) {
    const box = this.element.getBoundingClientRect();
    const start = inputName(this.state, link.layer, link.from);
    const end = unitName(this.network, link.layer, link.unit);
    this.tip.textContent = `${start} → ${end}: w = ${decimals(this.weightOf(link))}`;
    this.tip.hidden = false;
    const left = Math.min(event.clientX - box.left + 10, box.width - this.tip.offsetWidth);
    this.tip.style.left = `${Math.max(0, left)}px`;
    this.tip.style.top = `${event.clientY - box.top + 14}px`;
  }

  leave() {
    this.tip.hidden = true;
    if (!this.hovered) return;
    this.hovered = null;
    this.actions.repaint();
  }

  clickLine(event) {
    const link = this.lineAt(event);
    if (link) this.actions.select(link.layer, link.unit, link.from);
  }
}

/** Distancia de un punto a una curva, medida en nueve de sus puntos y los tramos entre ellos. */
function distanceTo(p, x, y) {
  let best = Infinity;
  let [ax, ay] = [p[0], p[1]];
  for (let i = 1; i <= 8; i++) {
    const t = i / 8;
    const s = 1 - t;
    const [c0, c1, c2, c3] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    const bx = c0 * p[0] + c1 * p[2] + c2 * p[4] + c3 * p[6];
    const by = c0 * p[1] + c1 * p[3] + c2 * p[5] + c3 * p[7];
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(ax + along * dx - x, ay + along * dy - y));
    [ax, ay] = [bx, by];
  }
  return best;
}
