// El playground: `<neural-playground>` entrena una red pequeña y enseña todo lo que pasa en ella.
// Los datos y la red no salen de la página.

import { DATASETS, FEATURES, MAX_DRAWN, SIDE, featureTable, gridPoints, makeData } from "./playground-datos.js";
import { Diagram, unitName } from "./playground-diagrama.js";
import { ACTIVATIONS, BATCH_SIZES, HIDEABLE, MAX_LAYERS, MAX_UNITS, OPTIMIZERS, PENALTIES, PENALTY_RATES, RATES } from "./playground-estado.js";
import { isOurs, readState, writeState } from "./playground-estado.js";
import { kerasCode } from "./playground-keras.js";
import { Check, NumberField, Range, Select, Stepper, button, decimals, icon, make } from "./mandos.js";
import { Inspector, valueTables } from "./playground-neurona.js";
import { FieldImage, History, Palette, drawCross, drawCurves, drawPoints, fit, toCanvas, traceBoundary } from "./playground-vistas.js";
import { Rng, Trainer, createCache, forward, initNetwork, lossOf } from "./red.js";

const COARSE = 48; // casillas por lado de cada vista mientras entrena
const FINE = 2; // en pausa, el mapa grande tiene FINE² veces más
const BUDGET = 8; // milisegundos de cálculo por fotograma
const SLOW_VIEWS = 250; // milisegundos entre dos puestas al día de los números
const REDUCED = 600; // lo mismo para el dibujo, si se pide menos movimiento
const BRUSH = 0.35; // distancia entre dos puntos dibujados de un trazo
const SPEEDS = [["lenta", "un lote por imagen"], ["normal", "una época por imagen"], ["maxima", "la máxima"]];
const NARROW = 680; // píxeles: por debajo, una sola columna

const named = (values) => values.map((value) => [value, String(value)]);

class NeuralPlayground extends HTMLElement {
  connectedCallback() {
    this.stopper = new AbortController();
    if (!this.ui) this.build();
    this.palette = new Palette(this);
    this.listen();
    document.body.dataset.playground = ""; // sin el botón «Volver al principio», que tapa la vuelta
    this.load(readState(location.search));
  }

  disconnectedCallback() {
    this.pause();
    this.stopper.abort();
    delete document.body.dataset.playground;
    for (const observer of this.observers) observer.disconnect();
  }

  /** Escucha la página: enlaces, historial, tema, tamaño y si se ve. */
  listen() {
    const { signal } = this.stopper;
    document.addEventListener("click", (event) => this.followLink(event), { signal, capture: true });
    window.addEventListener("popstate", (event) => this.returnTo(event.state), { signal });
    document.addEventListener("fullscreenchange", () => this.tellFullscreen(), { signal });
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    const theme = new MutationObserver(() => this.repaintAll());
    theme.observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
    const size = new ResizeObserver(() => this.arrange());
    size.observe(this);
    const sight = new IntersectionObserver(([entry]) => {
      this.seen = entry.isIntersecting;
      if (this.seen) this.refresh();
    });
    sight.observe(this);
    this.seen = true;
    this.observers = [theme, size, sight];
  }

  // Construir

  build() {
    this.ui = {};
    this.point = [0, 0];
    this.size = { plot: 0, curves: [0, 0] };
    this.speed = "normal";
    this.diagram = new Diagram(COARSE, {
      feature: (name) => this.toggleFeature(name),
      resize: (layer, change) => this.resizeLayer(layer, change),
      select: (layer, unit, from) => this.select(layer, unit, from),
      preview: (node) => this.preview(node),
      repaint: () => this.diagram.paintLines(this.palette),
    });
    this.inspector = new Inspector(COARSE, {
      weight: (layer, from, unit, value) => this.setWeight(layer, from, unit, value),
      point: (x1, x2) => this.setPoint([x1, x2]),
    });
    const parts = [this.makeBar(), this.makeData(), this.makeOptions(), this.makeNet(), this.makeOutput()];
    this.append(make("div", { class: "playground" }, this.makeNote(), ...parts, this.inspector.element, this.makeMore()));
  }

  /** El aviso del experimento cargado y lo que se anuncia. */
  makeNote() {
    this.ui.experiment = make("span");
    this.ui.back = make("a", { text: "Volver al texto", onclick: (event) => this.goBack(event) });
    this.ui.note = make("p", { class: "playground__note", hidden: true }, this.ui.experiment, " ", this.ui.back);
    return this.ui.note;
  }

  makeBar() {
    const { ui } = this;
    ui.play = button("Entrenar", () => this.togglePlay(), { class: "control__button--main playground__play" }, "play");
    ui.step = button("Un lote", () => this.stepBatch(), {}, "step");
    ui.stepEpoch = button("Una época", () => this.stepEpoch(), {}, "epoch");
    ui.reset = button("Reiniciar", () => this.restart(), {}, "reset");
    ui.epoch = make("span", { class: "playground__number" });
    ui.updates = make("span");
    ui.status = make("p", { class: "playground__status", role: "status" });
    const clock = make("p", { class: "playground__clock" }, make("span", { text: "Época " }), ui.epoch, " ", ui.updates);
    const tools = make("div", { class: "playground__tools" }, ui.play, ui.step, ui.stepEpoch, ui.reset);
    ui.full = button("", () => this.toggleFullscreen(), { class: "playground__full", hidden: !document.fullscreenEnabled }, "expand");
    this.tellFullscreen();
    return make("div", { class: "playground__bar", role: "group", "aria-label": "Entrenamiento" }, tools, clock, ui.full, ui.status);
  }

  makeData() {
    const { ui } = this;
    ui.sets = Object.entries(DATASETS).map(([name, set]) => {
      const canvas = make("canvas", { "aria-hidden": "true" });
      const input = make("input", { type: "radio", name: "playground-datos", value: name, class: "playground__hidden" });
      input.addEventListener("change", () => this.change({ data: name }));
      const label = make("label", { class: "playground__set" }, input, canvas, make("span", { text: set.text }));
      return { name, set, canvas, input, label };
    });
    const list = (regression) => ui.sets.filter(({ set }) => Boolean(set.regression) === regression).map(({ label }) => label);
    const sets = (text, labels) =>
      make("fieldset", { class: "playground__sets" }, make("legend", { text }), make("div", {}, ...labels));
    const percent = (value) => `${value} %`;
    ui.noise = new Range("Ruido", { min: 0, max: 50, step: 5, write: percent }, (value) => this.change({ noise: value / 100 }));
    ui.share = new Range("Entrena con", { min: 10, max: 90, step: 10, write: percent }, (value) => this.change({ share: value / 100 }));
    ui.again = button("Otros puntos", () => this.change({ sample: this.state.sample + 1 }));
    const settings = make("div", { class: "playground__fields" }, ui.noise.element, ui.share.element, ui.again);
    const body = make("section", { class: "playground__panel playground__data", "aria-label": "Datos" });
    body.append(sets("Clasificación", list(false)), sets("Regresión", list(true)), settings);
    return body;
  }

  makeOptions() {
    const { ui } = this;
    const number = (name) => (value) => this.tune({ [name]: Number(value) });
    const word = (name) => (value) => this.tune({ [name]: value });
    ui.learning_rate = new Select("Tasa de aprendizaje", named(RATES), number("learning_rate"));
    ui.optimizer = new Select("Optimizador", Object.entries(OPTIMIZERS), word("optimizer"));
    ui.batch_size = new Select("Tamaño del lote", named(BATCH_SIZES), number("batch_size"));
    ui.activation = new Select("Activación", Object.entries(ACTIVATIONS), (value) => this.change({ activation: value }));
    ui.penalty = new Select("Regularización", Object.entries(PENALTIES), word("penalty"));
    ui.penalty_rate = new Select("Fuerza λ", named(PENALTY_RATES), number("penalty_rate"));
    const fields = ["learning_rate", "optimizer", "batch_size", "activation", "penalty", "penalty_rate"];
    const body = make("section", { class: "playground__panel playground__options", "aria-label": "Cómo aprende" });
    body.append(...fields.map((name) => ui[name].element));
    return body;
  }

  makeNet() {
    const { ui } = this;
    ui.layers = new Stepper("Capas ocultas", "Quitar una capa oculta", "Añadir una capa oculta", (change) => this.resizeNet(change));
    ui.layers.less.dataset.key = "menos-capas";
    ui.layers.more.dataset.key = "mas-capas";
    ui.seed = new NumberField("Semilla", { min: 1, max: 999_999_999, step: 1 }, (seed) => this.change({ seed }));
    ui.nextSeed = button("Otra", () => this.change({ seed: this.state.seed + 1 }), { "aria-label": "Otra semilla" });
    ui.zeros = new Check("Pesos a cero", (zeros) => this.change({ zeros }));
    const top = make("div", { class: "playground__row" }, ui.layers.element, ui.seed.element, ui.nextSeed, ui.zeros.element);
    return make("section", { class: "playground__net", "aria-label": "La red" }, top, this.diagram.element);
  }

  makeOutput() {
    const { ui } = this;
    const layer = (extra) => make("canvas", { class: extra, "aria-hidden": "true" });
    [ui.map, ui.dots, ui.cross] = [layer(""), layer(""), layer("playground__cross")];
    ui.plot = make("div", { class: "playground__plot" }, ui.map, ui.dots, ui.cross);
    this.watchPlot();
    const tick = (text, place) => make("span", { class: `playground__tick playground__tick--${place}`, text });
    const ticks = [tick("6", "top"), tick("x₂", "left"), tick("−6", "bottom"), tick("−6", "start"), tick("x₁", "middle"), tick("6", "end")];
    ui.viewName = make("p", { class: "playground__viewname" });
    ui.reading = make("p", { class: "playground__reading" });
    ui.legend = make("p", { class: "playground__legend" });
    ui.ramp = make("canvas", { class: "playground__ramp", "aria-hidden": "true" });
    ui.showTest = new Check("Puntos de prueba", (showTest) => this.show({ showTest }));
    ui.discrete = new Check("Salida discretizada", (discrete) => this.show({ discrete }));
    const checks = make("div", { class: "playground__checks" }, ui.showTest.element, ui.discrete.element);
    const plot = make("div", { class: "playground__axes", "aria-hidden": "true" }, ui.plot, ...ticks);
    this.ui.output = make("section", { class: "playground__output", "aria-label": "Lo que responde la red" });
    this.ui.output.append(ui.viewName, plot, ui.reading, ui.ramp, ui.legend, checks, this.makeDrawing(), this.makeScores());
    return this.ui.output;
  }

  /** Los mandos para dibujar puntos propios. */
  makeDrawing() {
    const { ui } = this;
    this.brush = "1";
    const option = (value, text) => {
      const input = make("input", { type: "radio", name: "playground-pincel", value, onchange: () => (this.brush = value) });
      input.checked = value === this.brush;
      return make("label", { class: "control__check" }, input, make("span", { text }));
    };
    const kinds = make("div", {}, option("1", "Clase 1"), option("0", "Clase 0"), option("goma", "Goma"));
    const put = button("Usar en el punto marcado", () => this.drawAt(this.point));
    const clear = button("Borrar todo", () => this.redraw([]));
    const hint = "Dibuja sobre el plano. Con el teclado, mueve el punto marcado con x₁ y x₂ (más abajo) y usa el botón.";
    ui.drawing = make("fieldset", { class: "playground__drawing" }, make("legend", { text: "Dibujar" }), kinds);
    ui.drawing.append(make("p", { class: "playground__hint", text: hint }), put, clear);
    return ui.drawing;
  }

  /** La tabla de pérdidas y aciertos, y las curvas. */
  makeScores() {
    const { ui } = this;
    const cells = (names) => names.map((name) => (ui[name] = make("td")));
    const column = (text, extra) => make("th", { scope: "col" }, make("span", { class: `playground__swatch ${extra}` }), text);
    const head = make("tr", {}, make("td"), column("entrenar", ""), column("prueba", "playground__swatch--test"));
    ui.lossName = make("th", { scope: "row" });
    const loss = make("tr", {}, ui.lossName, ...cells(["trainLoss", "testLoss"]));
    ui.accuracyRow = make("tr", {}, make("th", { scope: "row", text: "Exactitud" }), ...cells(["trainAccuracy", "testAccuracy"]));
    const table = make("table", { class: "playground__table" }, make("thead", {}, head), make("tbody", {}, loss, ui.accuracyRow));
    ui.curves = make("canvas", { class: "playground__curves", "aria-hidden": "true" });
    ui.top = make("span", { class: "playground__hint" });
    ui.last = make("span", { class: "playground__hint" });
    ui.curves.addEventListener("pointermove", (event) => this.readCurves(event));
    ui.curves.addEventListener("pointerleave", () => this.readCurves(null));
    return make("div", { class: "playground__scores" }, table, ui.top, ui.curves, ui.last);
  }

  /** Velocidad, tablas, código y enlace. */
  makeMore() {
    const { ui } = this;
    ui.speed = new Select("Velocidad", SPEEDS, (value) => (this.speed = value));
    ui.speed.value = this.speed;
    ui.stop = new NumberField("Parar en la época (0: nunca)", { min: 0, max: 999_999, step: 10 }, (stop) => this.tune({ stop }));
    ui.link = button("Copiar el enlace a esta red", () => this.copy(location.href, "Enlace copiado."));
    ui.tables = make("div");
    ui.tablesBox = this.makeDetails("Tabla de valores", ui.tables, () => this.fillTables());
    ui.code = make("code");
    const copy = button("Copiar el código", () => this.copy(ui.code.textContent, "Código copiado."));
    const pre = make("pre", { tabindex: 0, role: "region", "aria-label": "Código de Keras" }, ui.code);
    const intro = "El mismo problema en Keras: una red igual, con datos y pesos iniciales de otro sorteo.";
    const body = make("div", {}, make("p", { class: "playground__hint", text: intro }), copy, make("div", { class: "highlight" }, pre));
    ui.codeBox = this.makeDetails("Ver el código Keras de esta red", body, () => this.fillCode());
    const row = make("div", { class: "playground__row" }, ui.speed.element, ui.stop.element, ui.link);
    return make("section", { class: "playground__more", "aria-label": "Más" }, row, ui.tablesBox, ui.codeBox, this.makeHiding());
  }

  /** Para dar clase: las casillas que ocultan mandos. Lo elegido va en la dirección. */
  makeHiding() {
    const { ui } = this;
    const text = "Marca lo que no quieras enseñar y copia el enlace: quien lo abra no lo verá.";
    ui.hiding = make("div", { class: "playground__checks", role: "group", "aria-label": "Ocultar" });
    const body = make("div", {}, make("p", { class: "playground__hint", text }), ui.hiding);
    return this.makeDetails("Ocultar mandos, para dar clase", body, () => this.fillHiding());
  }

  fillHiding() {
    const { hide } = this.state;
    const chosen = (name, off) => Object.keys(HIDEABLE).filter((each) => (each === name ? off : this.state.hide.includes(each)));
    const checks = Object.entries(HIDEABLE).map(([name, text]) => {
      const check = new Check(text, (off) => this.show({ hide: chosen(name, off) }));
      check.value = hide.includes(name);
      return check.element;
    });
    this.ui.hiding.replaceChildren(...checks);
  }

  /** Lo que oculta cada nombre de HIDEABLE. */
  hideableParts() {
    const { ui } = this;
    return {
      datos: ui.sets.map(({ label }) => label.closest("fieldset")),
      ruido: [ui.noise.element],
      reparto: [ui.share.element],
      muestra: [ui.again],
      tasa: [ui.learning_rate.element],
      optimizador: [ui.optimizer.element],
      lote: [ui.batch_size.element],
      activacion: [ui.activation.element],
      regularizacion: [ui.penalty.element, ui.penalty_rate.element],
      capas: [...this.querySelectorAll(".control__stepper")],
      semilla: [ui.seed.element, ui.nextSeed, ui.zeros.element],
      pasos: [ui.step, ui.stepEpoch],
      parar: [ui.stop.element],
      velocidad: [ui.speed.element],
      prueba: [ui.showTest.element],
      discreta: [ui.discrete.element],
      neurona: [this.inspector.element],
      tablas: [ui.tablesBox],
      codigo: [ui.codeBox],
    };
  }

  makeDetails(title, body, fill) {
    const box = make("details", { class: "playground__details" }, make("summary", { text: title }), body);
    box.addEventListener("toggle", () => box.open && fill());
    return box;
  }

  // Estado

  /** Empieza de nuevo con otro estado. */
  load(state) {
    this.pause();
    this.state = state;
    this.selected = null;
    this.ui.note.hidden = true;
    this.say("");
    this.renew();
  }

  /** Cambia algo que obliga a empezar de nuevo: datos, entradas, capas, activación. */
  change(changes) {
    Object.assign(this.state, changes);
    this.renew();
    this.remember();
    this.say(`La red empieza de nuevo, ${describeLayers(this.state.hidden)}.`);
  }

  /** Cambia cómo se aprende desde ahora, sin perder lo aprendido. */
  tune(changes) {
    const before = this.state.optimizer;
    Object.assign(this.state, changes);
    this.configure(this.state.optimizer !== before);
    this.showState();
    this.remember();
  }

  /** Cambia solo lo que se ve. */
  show(changes) {
    Object.assign(this.state, changes);
    this.showState();
    this.paintPoints();
    this.refresh();
    this.remember();
  }

  /** Escribe el estado en la dirección, sin tocar lo que sea de otros. */
  remember() {
    const others = [...new URLSearchParams(location.search)].filter(([key]) => !isOurs(`${key}=`));
    const rest = new URLSearchParams(others).toString();
    const query = [writeState(this.state).slice(1), rest].filter(Boolean).join("&");
    history.replaceState(history.state, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
  }

  /** Sortea los datos y los pesos, y vuelve a la época 0. */
  renew() {
    const { state } = this;
    this.data = makeData(state);
    const { regression } = this.data;
    this.loss = regression ? "mse" : "bce";
    const sizes = [state.features.length, ...state.hidden, 1];
    this.rng = new Rng(state.seed);
    this.network = initNetwork(sizes, this.rng, state.activation, regression ? "linear" : "sigmoid");
    if (state.zeros) for (const { W } of this.network) W.fill(0);
    this.divide();
    this.grid = { table: featureTable(gridPoints(COARSE), state.features), cache: createCache(this.network, COARSE ** 2) };
    this.fine = { side: COARSE * FINE, values: new Float64Array((COARSE * FINE) ** 2) };
    this.fine.table = featureTable(gridPoints(this.fine.side), state.features);
    this.single = createCache(this.network, 1);
    this.trainer = null;
    this.configure(true);
    this.history = new History();
    this.diagram.build(state, this.network);
    this.diagram.layout();
    const last = this.network.length - 1;
    const old = this.selected ?? { layer: last, unit: 0 };
    const layer = Math.min(old.output ? last : old.layer, last);
    this.select(layer, Math.min(old.unit, this.network[layer].n_out - 1), undefined, false);
    this.showState();
    this.paintPoints();
    this.paintFeatures();
    this.refresh();
  }

  /** Separa los datos de entrenamiento y los de prueba, con las entradas elegidas. */
  divide() {
    const { x, y, n, n_train } = this.data;
    const table = (from, to) => ({ x: featureTable(x, this.state.features, from, to), y: y.subarray(from, to), n: to - from });
    this.train = table(0, n_train);
    this.test = table(n_train, n);
    for (const set of [this.train, this.test]) set.cache = createCache(this.network, Math.max(1, set.n));
  }

  /** Cambia los puntos dibujados; la red sigue donde estaba. */
  redraw(drawn) {
    this.state.drawn = drawn;
    this.data = makeData(this.state);
    this.divide();
    this.configure(true);
    this.paintPoints();
    this.paintSets();
    this.refresh();
    this.remember();
  }

  /** Da al entrenador los ajustes del estado; con `fresh`, el optimizador olvida. */
  configure(fresh) {
    const { learning_rate, batch_size, optimizer, penalty, penalty_rate } = this.state;
    const options = { learning_rate, l1: penalty === "l1" ? penalty_rate : 0, l2: penalty === "l2" ? penalty_rate : 0 };
    if (fresh) {
      const { x, y } = this.train;
      const { epoch = 0 } = this.trainer ?? {};
      this.trainer = new Trainer(this.network, this.rng, { x, y, loss: this.loss, optimizer, batch_size, ...options });
      this.trainer.epoch = epoch;
    } else {
      Object.assign(this.trainer, options);
      if (this.trainer.batch_size !== batch_size) this.trainer.resize(batch_size);
    }
  }

  toggleFeature(name) {
    const { features } = this.state;
    const chosen = Object.keys(FEATURES).filter((each) => features.includes(each) !== (each === name));
    if (chosen.length) this.change({ features: chosen });
    else this.say("La red necesita al menos una entrada.");
  }

  resizeLayer(layer, change) {
    const hidden = [...this.state.hidden];
    hidden[layer] = Math.max(1, Math.min(MAX_UNITS, hidden[layer] + change));
    if (hidden[layer] !== this.state.hidden[layer]) this.change({ hidden });
  }

  resizeNet(change) {
    const { hidden } = this.state;
    if (change > 0 && hidden.length < MAX_LAYERS) this.change({ hidden: [...hidden, hidden.at(-1) ?? 4] });
    if (change < 0 && hidden.length) this.change({ hidden: hidden.slice(0, -1) });
  }

  /** Cambia un peso o, con from = −1, un sesgo. */
  setWeight(layer, from, unit, value) {
    const { W, b, n_out } = this.network[layer];
    if (from < 0) b[unit] = value;
    else W[from * n_out + unit] = value;
    this.refresh();
  }

  select(layer, unit, from, refresh = true) {
    this.selected = { layer, unit, output: layer === this.network.length - 1 };
    this.diagram.mark(layer, unit);
    this.inspector.build(this.state, this.network, layer, unit);
    if (refresh) this.refresh();
    if (from !== undefined) this.inspector.focus(from);
  }

  setPoint(point) {
    this.point = point.map((value) => Math.max(-SIDE, Math.min(SIDE, Math.round(10 * value) / 10)));
    this.paintCross();
    this.tellPoint();
  }

  // Entrenar

  togglePlay() {
    if (this.playing) {
      this.pause();
      this.tellScores();
    } else this.start();
  }

  start() {
    if (!this.train.n) return this.say("No hay puntos: dibuja alguno.");
    this.playing = true;
    this.say("");
    this.showPlay();
    this.frame = requestAnimationFrame((now) => this.run(now));
  }

  pause() {
    cancelAnimationFrame(this.frame);
    if (!this.playing) return;
    this.playing = false;
    this.showPlay();
    this.refresh();
  }

  /** Un fotograma: entrena lo que cabe en el tiempo y enseña el resultado. */
  run(now) {
    const { trainer, speed } = this;
    const stop = this.state.stop > trainer.epoch ? this.state.stop : Infinity;
    const goal = Math.min(stop, speed === "normal" ? trainer.epoch + 1 : Infinity);
    const start = performance.now();
    do trainer.step();
    while (speed !== "lenta" && trainer.epoch < goal && performance.now() - start < BUDGET);
    if (!this.calm.matches || now - (this.painted ?? 0) > REDUCED) this.refresh();
    if (!Number.isFinite(this.scores.trainLoss)) return this.overflow();
    if (trainer.epoch === stop) return this.togglePlay();
    this.frame = requestAnimationFrame((next) => this.run(next));
  }

  overflow() {
    this.pause();
    this.say("La pérdida se ha desbordado: los pesos han crecido sin freno. Reinicia con una tasa más baja.");
  }

  stepBatch() {
    this.pause();
    this.trainer.step();
    this.refresh();
  }

  stepEpoch() {
    this.pause();
    const goal = this.trainer.epoch + 1;
    while (this.train.n && this.trainer.epoch < goal) this.trainer.step();
    this.refresh();
    this.tellScores();
  }

  restart() {
    this.pause();
    this.renew();
    this.say("Época 0, con los mismos pesos iniciales.");
  }

  /** Mide la red con los dos conjuntos. */
  measure() {
    const score = ({ x, y, n, cache }) => {
      if (!n) return [NaN, NaN];
      forward(this.network, cache, x, n);
      const { z } = cache[cache.length - 1];
      let hits = 0;
      for (let i = 0; i < n; i++) if (z[i] > 0 === (y[i] === 1)) hits += 1;
      return [lossOf(cache, y, n, this.loss), hits / n];
    };
    const [trainLoss, trainAccuracy] = score(this.train);
    const [testLoss, testAccuracy] = score(this.test);
    this.scores = { trainLoss, trainAccuracy, testLoss, testAccuracy };
    this.history.add(this.now, trainLoss, testLoss);
  }

  /** Las épocas que lleva, contando la parte de la que está a medias. */
  get now() {
    const { epoch, start, n } = this.trainer;
    return epoch + (n ? start / n : 0);
  }

  // Enseñar

  /** Pone al día lo que cambia al entrenar. */
  refresh() {
    this.measure();
    if (!this.seen) return;
    forward(this.network, this.grid.cache, this.grid.table, COARSE ** 2);
    this.painted = performance.now();
    this.paintUnits();
    this.paintMap();
    this.diagram.paintLines(this.palette);
    this.showScores();
    if (this.playing && this.painted - (this.told ?? 0) < SLOW_VIEWS) return;
    this.told = this.painted;
    this.tellPoint();
    if (this.ui.tablesBox.open) this.fillTables();
    if (this.ui.codeBox.open && !this.playing) this.fillCode();
  }

  /** Todo lo que depende del tema o del tamaño. */
  repaintAll() {
    this.palette = new Palette(this);
    this.paintSets();
    this.paintFeatures();
    this.paintRamp();
    this.paintPoints();
    this.refresh();
  }

  /** Si cambia el ancho, coloca las partes y lo vuelve a pintar. */
  arrange() {
    if (this.clientWidth === this.width) return;
    this.width = this.clientWidth;
    const narrow = this.clientWidth < NARROW;
    const { output } = this.ui;
    const before = narrow ? this.querySelector(".playground__bar") : this.querySelector(".playground__net");
    if (before.nextElementSibling !== output) before.after(output);
    this.diagram.layout();
    const { map, curves } = this.ui; // medir obliga a colocar la página: se mide una vez
    this.size = { plot: map.clientWidth, curves: [curves.clientWidth, curves.clientHeight] };
    this.repaintAll();
  }

  showState() {
    const { state, ui } = this;
    for (const { name, input } of ui.sets) input.checked = name === state.data;
    for (const name of ["learning_rate", "optimizer", "batch_size", "activation", "penalty", "penalty_rate", "seed"]) ui[name].value = state[name];
    ui.noise.value = Math.round(100 * state.noise);
    ui.share.value = Math.round(100 * state.share);
    for (const name of ["zeros", "stop", "showTest", "discrete"]) ui[name].value = state[name];
    ui.layers.set(state.hidden.length, 0, MAX_LAYERS);
    const { drawn } = DATASETS[state.data];
    ui.drawing.hidden = !drawn;
    for (const [name, parts] of Object.entries(this.hideableParts())) {
      for (const part of parts) part.hidden = state.hide.includes(name);
    }
    for (const part of [ui.noise.element, ui.again, ui.showTest.element]) part.hidden ||= Boolean(drawn);
    ui.plot.classList.toggle("playground__plot--drawing", Boolean(drawn));
    ui.penalty_rate.element.classList.toggle("control__field--off", state.penalty === "no");
    ui.penalty_rate.input.disabled = state.penalty === "no";
    ui.accuracyRow.hidden = this.data.regression;
    ui.lossName.textContent = this.data.regression ? "Error cuadrático" : "Pérdida";
    this.showLegend();
    if (ui.codeBox.open) this.fillCode();
  }

  /** Lo que significan los colores del plano y las marcas de los puntos. */
  showLegend() {
    const mark = (kind) => make("span", { class: `playground__mark playground__mark--${kind}` });
    const scale = this.data.regression ? ["−1", "0", "1"] : ["p = 0", "0.5", "1"];
    const ends = make("span", { class: "playground__ends" }, ...scale.map((text) => make("span", { text })));
    const points = this.data.regression ? [] : [mark("one"), "clase 1 ", mark("zero"), "clase 0 "];
    this.ui.legend.replaceChildren(ends, ...points, ...(this.showsTest ? [mark("test"), "prueba"] : []));
  }

  /** La barra con todos los colores del plano, del menor al mayor. */
  paintRamp() {
    const { ramp } = this.ui;
    Object.assign(ramp, { width: this.palette.soft.length, height: 1 });
    const context = ramp.getContext("2d");
    const image = context.createImageData(ramp.width, 1);
    new Uint32Array(image.data.buffer).set(this.palette.soft);
    context.putImageData(image, 0, 0);
  }

  /** Dice si se ven los puntos de prueba: los dibujados a mano, siempre. */
  get showsTest() {
    return this.state.showTest || Boolean(DATASETS[this.state.data].drawn);
  }

  showPlay() {
    const { play } = this.ui;
    play.replaceChildren(icon(this.playing ? "pause" : "play"), make("span", { text: this.playing ? "Pausa" : "Entrenar" }));
  }

  showScores() {
    const { ui, scores, trainer } = this;
    ui.epoch.textContent = String(trainer.epoch);
    const { start, batch_size, n } = trainer;
    ui.updates.textContent = start ? `+ ${Math.ceil(start / batch_size)} de ${Math.ceil(n / batch_size)} lotes` : "";
    ui.trainLoss.textContent = decimals(scores.trainLoss, 3);
    ui.testLoss.textContent = decimals(scores.testLoss, 3);
    ui.trainAccuracy.textContent = Number.isFinite(scores.trainAccuracy) ? `${decimals(100 * scores.trainAccuracy, 1)} %` : "—";
    ui.testAccuracy.textContent = Number.isFinite(scores.testAccuracy) ? `${decimals(100 * scores.testAccuracy, 1)} %` : "—";
    const [width, height] = this.size.curves;
    if (!width) return;
    const now = [this.now, scores.trainLoss, scores.testLoss];
    const top = drawCurves(fit(ui.curves, width, height), this.history, now, width, height, this.palette);
    ui.top.textContent = String(top);
    if (!this.readingCurves) ui.last.textContent = `épocas: de 0 a ${Math.max(1, Math.ceil(this.now))}`;
  }

  /** Dice las pérdidas de la época sobre la que está el ratón. */
  readCurves(event) {
    this.readingCurves = event;
    if (event) {
      const share = event.offsetX / this.size.curves[0];
      const epoch = share * Math.max(1, this.now);
      const row = this.history.rows.reduce((best, each) => (Math.abs(each[0] - epoch) < Math.abs(best[0] - epoch) ? each : best));
      this.ui.last.textContent = `época ${decimals(row[0], 0)}: ${decimals(row[1], 3)} y ${decimals(row[2], 3)}`;
    } else this.showScores();
  }

  /** Cómo se pinta la salida de una capa: de −1 a 1. */
  scaleOf(layer) {
    const { activation } = this.network[layer];
    return activation === "sigmoid" ? { factor: 2, shift: -1 } : { factor: 1, shift: 0 };
  }

  paintUnits() {
    const { cache } = this.grid;
    const { strong } = this.palette;
    this.diagram.units.forEach((units, layer) => {
      const look = { ...this.scaleOf(layer), stride: units.length, colors: strong };
      units.forEach(({ view }, offset) => view.fill(cache[layer].a, { ...look, offset }));
    });
    const { layer, unit } = this.selected;
    const look = { ...this.scaleOf(layer), stride: this.network[layer].n_out, offset: unit, colors: strong };
    this.inspector.view.fill(cache[layer].a, look);
  }

  paintFeatures() {
    const points = (this.plane ??= gridPoints(COARSE));
    for (const { name, view } of this.diagram.features) {
      view.fill(featureTable(points, [name]), { factor: 1 / FEATURES[name].limit, colors: this.palette.strong });
    }
  }

  /** El mapa grande: la salida de la red o, si el ratón está en un nodo, la suya. */
  paintMap() {
    const { ui, palette, previewed } = this;
    const size = this.size.plot;
    if (!size) return;
    const context = fit(ui.map, size, size);
    const draw = (image) => {
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = "high";
      context.drawImage(image, 0, 0, size, size);
    };
    ui.viewName.textContent = this.viewName();
    if (previewed) return draw(this.previewImage(previewed));
    const { values, side } = this.playing ? { values: this.grid.cache.at(-1).a, side: COARSE } : this.fineValues();
    const look = { ...this.scaleOf(this.network.length - 1), discrete: this.state.discrete, colors: palette.soft };
    draw((side === COARSE ? (this.coarseImage ??= new FieldImage(side)) : (this.fineImage ??= new FieldImage(side))).fill(values, look));
    if (this.data.regression) return;
    context.strokeStyle = palette.ink;
    context.lineWidth = 1.6;
    traceBoundary(context, values, side, 0.5, size);
  }

  viewName() {
    const { previewed } = this;
    if (!previewed) return this.data.regression ? "Lo que predice la red" : "La probabilidad de la clase 1";
    if (previewed.feature) return `Entrada ${FEATURES[previewed.feature].text}`;
    return `Vista: ${unitName(this.network, previewed.layer, previewed.unit)}`;
  }

  previewImage({ feature, layer, unit }) {
    return feature
      ? this.diagram.features.find(({ name }) => name === feature).view.canvas
      : this.diagram.units[layer][unit].view.canvas;
  }

  preview(node) {
    this.previewed = node;
    this.paintMap();
  }

  /** La salida en una rejilla más fina, por partes. */
  fineValues() {
    const { side, values, table } = this.fine;
    const { cache } = this.grid;
    const width = this.state.features.length;
    const part = COARSE ** 2;
    for (let from = 0; from < side * side; from += part) {
      const rows = table.subarray(from * width, (from + part) * width);
      values.set(forward(this.network, cache, rows, part), from);
    }
    forward(this.network, cache, this.grid.table, part);
    return this.fine;
  }

  paintPoints() {
    const size = this.size.plot;
    if (size) drawPoints(fit(this.ui.dots, size, size), this.data, size, this.palette, this.showsTest);
    this.paintCross();
  }

  paintCross() {
    const size = this.size.plot;
    if (size) drawCross(fit(this.ui.cross, size, size), this.point, size, this.palette);
    this.inspector.point = this.point;
  }

  /** Las miniaturas de los conjuntos de datos. */
  paintSets() {
    for (const { name, set, canvas } of this.ui.sets) {
      const size = canvas.clientWidth;
      if (!size) continue;
      const state = { ...this.state, data: name, noise: 0, sample: 1, share: 0.5 };
      const context = fit(canvas, size, size);
      if (set.drawn && !state.drawn.length) context.clearRect(0, 0, size, size);
      else drawPoints(context, makeData(state), size, this.palette, false, true);
    }
  }

  // Decir

  /** Anuncia algo a quien no ve el dibujo; solo cuando hace falta. */
  say(text) {
    this.ui.status.textContent = text;
  }

  tellScores() {
    const { scores, trainer, data } = this;
    const hits = data.regression ? "" : `, exactitud ${decimals(100 * scores.testAccuracy, 1)} %`;
    this.say(`Época ${trainer.epoch}. En la prueba: pérdida ${decimals(scores.testLoss, 3)}${hits}.`);
  }

  /** Lo que la red responde en un punto. */
  answerAt(point) {
    forward(this.network, this.single, featureTable(Float64Array.from(point), this.state.features), 1);
    const answer = this.single.at(-1).a[0];
    const place = `(${decimals(point[0], 1)}, ${decimals(point[1], 1)})`;
    return this.data.regression ? `${place}: ${decimals(answer)}` : `${place}: p = ${decimals(answer)}, clase ${answer > 0.5 ? 1 : 0}`;
  }

  tellPoint() {
    this.ui.reading.textContent = this.answerAt(this.hover ?? this.point);
    if (this.hover) this.answerAt(this.point);
    this.inspector.update(this.single);
  }

  fillTables() {
    this.ui.tables.replaceChildren(...valueTables(this.state, this.network));
  }

  fillCode() {
    const code = kerasCode(this.state, this.trainer.epoch || this.state.stop || 100);
    this.ui.code.replaceChildren(...highlight(code));
  }

  async copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(done);
    } catch {
      this.say("El navegador no deja copiar.");
    }
  }

  // Señalar y dibujar en el plano

  watchPlot() {
    const { plot } = this.ui;
    const at = (event) => {
      const box = plot.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * 2 * SIDE - SIDE, SIDE - ((event.clientY - box.top) / box.height) * 2 * SIDE];
    };
    plot.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      this.setPoint(at(event));
      if (!DATASETS[this.state.data].drawn) return;
      plot.setPointerCapture(event.pointerId);
      this.stroke = at(event);
      this.drawAt(this.stroke);
    });
    plot.addEventListener("pointermove", (event) => {
      const here = at(event);
      if (event.pointerType === "mouse") this.hover = here;
      if (this.stroke && Math.hypot(here[0] - this.stroke[0], here[1] - this.stroke[1]) > BRUSH) {
        this.stroke = here;
        this.drawAt(here);
      } else this.tellPoint();
    });
    for (const name of ["pointerup", "pointercancel"]) plot.addEventListener(name, () => (this.stroke = null));
    plot.addEventListener("pointerleave", () => {
      this.hover = null;
      this.tellPoint();
    });
  }

  /** Pone un punto con el pincel elegido, o borra los que toca la goma. */
  drawAt(place) {
    const [x1, x2] = place.map((value) => Math.max(-SIDE, Math.min(SIDE, Math.round(10 * value) / 10)));
    const { drawn } = this.state;
    const kept = drawn.filter(([a, b]) => Math.hypot(a - x1, b - x2) > 0.6);
    if (this.brush === "goma") return kept.length < drawn.length && this.redraw(kept);
    if (drawn.length >= MAX_DRAWN) return this.say(`Caben ${MAX_DRAWN} puntos: borra alguno.`);
    this.redraw([...drawn, [x1, x2, Number(this.brush)]]);
  }

  // Enlaces y pantalla completa

  /** Un enlace a esta página con un estado lo carga; uno a un título conserva el que hay. */
  followLink(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.pathname !== location.pathname) return;
    if (link.hash) link.search = location.search; // si cambiara, se recargaría la página
    else if (isOurs(link.search)) {
      event.preventDefault();
      event.stopPropagation();
      this.loadExperiment(link);
    }
  }

  loadExperiment(link) {
    history.replaceState({ ...history.state, x: scrollX, y: scrollY }, ""); // para volver aquí con «Atrás»
    history.pushState(null, "", link.pathname + link.search);
    this.load(readState(link.search));
    this.tellExperiment(link);
    this.scrollIntoView({ behavior: this.calm.matches ? "auto" : "smooth" });
    this.ui.play.focus({ preventScroll: true });
  }

  /** Al ir atrás o adelante: la red de esa dirección y el lugar de la página en que se dejó. */
  returnTo(place) {
    this.load(readState(location.search));
    if (Number.isFinite(place?.y)) requestAnimationFrame(() => scrollTo({ top: place.y, behavior: "instant" }));
  }

  /** Recuerda arriba de qué experimento se trata y cómo volver a él. */
  tellExperiment(link) {
    const headings = [...(link.closest("article")?.querySelectorAll("h2[id], h3[id]") ?? [])];
    const heading = headings.findLast((each) => each.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (!heading) return;
    const { ui } = this;
    ui.experiment.textContent = heading.firstChild.textContent;
    ui.back.href = `#${heading.id}`;
    ui.note.hidden = false;
    this.say("Experimento cargado.");
  }

  /** Lleva al título del experimento sin cambiar la dirección. */
  goBack(event) {
    event.preventDefault();
    event.stopPropagation();
    const heading = document.getElementById(decodeURIComponent(event.currentTarget.hash.slice(1)));
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ behavior: this.calm.matches ? "auto" : "smooth" });
  }

  toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.requestFullscreen();
  }

  tellFullscreen() {
    const text = document.fullscreenElement ? "Salir de la pantalla completa" : "Ver en pantalla completa";
    this.ui.full.title = text;
    this.ui.full.setAttribute("aria-label", text);
  }
}

function describeLayers(hidden) {
  const layers = `${hidden.length} ${hidden.length === 1 ? "capa oculta" : "capas ocultas"}`;
  return hidden.length ? `con ${layers}, de ${hidden.join(", ")} neuronas` : "sin capas ocultas";
}

const TOKENS = /(?<c1>#.*)|(?<s2>f?"[^"\n]*")|(?<k>\b(?:import|as|for|in|not)\b)|(?<mi>\b\d+(?:\.\d+)?\b)/g;

/** Colorea un programa con las clases que usa la página. */
function* highlight(code) {
  let end = 0;
  for (const found of code.matchAll(TOKENS)) {
    const [kind] = Object.entries(found.groups).find(([, text]) => text !== undefined);
    yield code.slice(end, found.index);
    yield make("span", { class: kind, text: found[0] });
    end = found.index + found[0].length;
  }
  yield code.slice(end);
}

customElements.define("neural-playground", NeuralPlayground);
