// Las piezas de las partes interactivas: elementos, iconos, botones, listas y deslizadores con su nombre.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  step: "M5 5l9 7-9 7zM16 5h3v14h-3z",
  epoch: "M3 5l7.5 7L3 19zM11 5l7.5 7-7.5 7zM19 5h2.5v14H19z",
  reset: "M12 5a7 7 0 1 1-6.6 4.7l1.9.6A5 5 0 1 0 12 7v3L7 6l5-4z",
  expand: "M4 4h6v2H7.4l3.3 3.3-1.4 1.4L6 7.4V10H4zM20 20h-6v-2h2.6l-3.3-3.3 1.4-1.4 3.3 3.3V14h2z",
};
let count = 0;

/** Crea un elemento con sus propiedades («class», «text», atributos, «on…») y sus hijos. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Crea un elemento de SVG con sus atributos («text» es su texto) y sus hijos. */
export function shape(tag, { text, ...attributes } = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

export function icon(name) {
  return shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, shape("path", { d: ICONS[name] }));
}

/** Un botón con su texto, su icono o los dos; sin texto, `properties` lleva su nombre. */
export function button(text, action, properties = {}, image = "") {
  const { class: extra = "", ...rest } = properties;
  const content = [...(image ? [icon(image)] : []), ...(text ? [make("span", { text })] : [])];
  return make("button", { type: "button", class: `control__button ${extra}`, onclick: action, ...rest }, ...content);
}

/** Una lista desplegable con su rótulo; `options` son parejas [valor, texto], en su orden. */
export class Select {
  constructor(text, options, action) {
    const id = `control-${++count}`;
    const items = options.map(([value, label]) => make("option", { value, text: label }));
    this.input = make("select", { id, onchange: () => action(this.input.value) }, ...items);
    this.element = make("div", { class: "control__field" }, make("label", { for: id, text }), this.input);
  }

  set value(value) {
    this.input.value = String(value);
  }
}

/** Un deslizador con su rótulo y su valor escrito. */
export class Range {
  constructor(text, { min, max, step, write }, action) {
    const id = `control-${++count}`;
    this.write = write;
    this.output = make("span", { class: "control__value" }); // un <output> se anunciaría en voz alta
    this.input = make("input", { id, type: "range", min, max, step });
    this.input.addEventListener("input", () => {
      this.tell();
      action(Number(this.input.value));
    });
    const label = make("label", { for: id, text });
    this.element = make("div", { class: "control__field" }, make("div", {}, label, this.output), this.input);
  }

  tell() {
    const text = this.write(Number(this.input.value));
    this.output.textContent = text;
    this.input.setAttribute("aria-valuetext", text);
  }

  set value(value) {
    this.input.value = String(value);
    this.tell();
  }
}

/** Un número que se escribe. */
export class NumberField {
  constructor(text, { min, max, step }, action) {
    const id = `control-${++count}`;
    this.input = make("input", { id, type: "number", min, max, step, inputmode: "numeric" });
    this.input.addEventListener("change", () => {
      const value = Math.round(this.input.valueAsNumber);
      if (value >= min && value <= max) action(value);
    });
    this.element = make("div", { class: "control__field" }, make("label", { for: id, text }), this.input);
  }

  set value(value) {
    this.input.value = String(value);
  }
}

/** Una casilla con su rótulo. */
export class Check {
  constructor(text, action) {
    this.input = make("input", { type: "checkbox", onchange: () => action(this.input.checked) });
    this.element = make("label", { class: "control__check" }, this.input, make("span", { text }));
  }

  set value(value) {
    this.input.checked = value;
  }
}

/** «−», un número y «+». Los nombres son los de los botones. */
export class Stepper {
  constructor(text, less, more, action) {
    this.less = button("−", () => action(-1), { class: "control__round", "aria-label": less });
    this.more = button("+", () => action(1), { class: "control__round", "aria-label": more });
    this.output = make("span", { class: "control__count" });
    this.element = make("div", { class: "control__stepper" }, make("span", { text }), this.less, this.output, this.more);
  }

  /** Pone el número y apaga el botón que ya no puede. */
  set(value, low, high, text = String(value)) {
    this.output.textContent = text;
    turnOff(this.less, value <= low);
    turnOff(this.more, value >= high);
  }
}

/** Apaga un botón sin quitarle el foco. */
export function turnOff(element, off) {
  element.setAttribute("aria-disabled", String(off));
}

/** Un número con decimales fijos y el signo menos de verdad. */
export function decimals(value, places = 2) {
  if (!Number.isFinite(value)) return "—";
  const text = value.toFixed(places);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}
