// Una red densa pequeña: la de la unidad 2 (W, b, z, a, dz), con sus mismos nombres.
// Cada tabla (N, n) va fila tras fila en un Float64Array. Todas se reservan una vez:
// entrenar no crea ninguna.

/** Generador de números al azar con semilla (sfc32, de Chris Doty-Humphrey). */
export class Rng {
  constructor(seed) {
    this.state = new Uint32Array([seed, seed / 2 ** 32, 0x9e3779b9, 1]);
    this.spare = null;
    for (let i = 0; i < 15; i++) this.random(); // que las semillas vecinas no se parezcan
  }

  /** Un número de la distribución uniforme en [0, 1). */
  random() {
    const s = this.state;
    const t = (s[0] + s[1] + s[3]++) >>> 0;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = s[2] + (s[2] << 3);
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + t;
    return t / 2 ** 32;
  }

  /** Un número de la uniforme en [low, high). */
  uniform(low, high) {
    return low + (high - low) * this.random();
  }

  /** Un número de la normal de media 0 y desviación 1 (método polar de Marsaglia). */
  normal() {
    if (this.spare !== null) {
      const saved = this.spare;
      this.spare = null;
      return saved;
    }
    let u, v, s;
    do {
      u = this.uniform(-1, 1);
      v = this.uniform(-1, 1);
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    this.spare = v * scale;
    return u * scale;
  }

  /** Baraja una lista en su sitio (Fisher y Yates). */
  shuffle(list) {
    for (let i = list.length - 1; i > 0; i--) {
      const j = Math.floor(this.random() * (i + 1));
      const saved = list[i];
      list[i] = list[j];
      list[j] = saved;
    }
    return list;
  }
}

/** Crea las capas: pesos de He con ReLU, de Xavier con las demás; sesgos a cero. */
export function initNetwork(sizes, rng, hidden = "tanh", output = "sigmoid") {
  const network = [];
  for (let i = 1; i < sizes.length; i++) {
    const [n_in, n_out] = [sizes[i - 1], sizes[i]];
    const activation = i < sizes.length - 1 ? hidden : output;
    const variance = activation === "relu" ? 2 / n_in : 2 / (n_in + n_out);
    const W = Float64Array.from({ length: n_in * n_out }, () => rng.normal() * Math.sqrt(variance));
    network.push({ n_in, n_out, activation, W, b: new Float64Array(n_out) });
  }
  return network;
}

/** Reserva lo que `forward` y `backward` escriben: sitio para `size` ejemplos por capa. */
export function createCache(network, size) {
  const table = (layer) => new Float64Array(size * layer.n_out);
  return network.map((layer) => ({ x: null, z: table(layer), a: table(layer), dz: table(layer) }));
}

/** Reserva un hueco por parámetro: dW y db de cada capa. */
export function createGradients(network) {
  return network.map(({ W, b }) => ({ W: new Float64Array(W.length), b: new Float64Array(b.length) }));
}

/** σ(z) sin desbordar: nunca calcula exp de un número positivo. */
export function sigmoid(z) {
  const e = Math.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** Escribe a = activación(z) en los `size` primeros huecos. */
function activate(name, z, a, size) {
  if (name === "tanh") for (let i = 0; i < size; i++) a[i] = Math.tanh(z[i]);
  else if (name === "relu") for (let i = 0; i < size; i++) a[i] = z[i] > 0 ? z[i] : 0;
  else if (name === "sigmoid") for (let i = 0; i < size; i++) a[i] = sigmoid(z[i]);
  else for (let i = 0; i < size; i++) a[i] = z[i];
}

/** Multiplica dz por la pendiente en z, escrita con a = activación(z). */
function timesSlope(name, a, dz, size) {
  if (name === "tanh") for (let i = 0; i < size; i++) dz[i] *= 1 - a[i] * a[i];
  else if (name === "relu") for (let i = 0; i < size; i++) dz[i] = a[i] > 0 ? dz[i] : 0;
  else if (name === "sigmoid") for (let i = 0; i < size; i++) dz[i] *= a[i] * (1 - a[i]);
}

/** Recorre la red con los `n` primeros ejemplos de x; devuelve la salida. */
export function forward(network, cache, x, n) {
  let a = x; // (N, n_in)
  for (let i = 0; i < network.length; i++) {
    const { n_in, n_out, activation, W, b } = network[i];
    const saved = cache[i];
    const z = saved.z;
    saved.x = a;
    for (let row = 0; row < n; row++) {
      const to = row * n_out;
      for (let k = 0; k < n_out; k++) z[to + k] = b[k];
      for (let j = 0; j < n_in; j++) {
        const value = a[row * n_in + j];
        for (let k = 0; k < n_out; k++) z[to + k] += value * W[j * n_out + k];
      }
    }
    activate(activation, z, saved.a, n * n_out);
    a = saved.a; // (N, n_out)
  }
  return a;
}

/** Pérdida media de los `n` ejemplos que acaba de recorrer `forward`, sin penalización. */
export function lossOf(cache, y, n, loss) {
  const { z, a } = cache[cache.length - 1];
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (loss === "bce") total += Math.max(z[i], 0) - z[i] * y[i] + Math.log1p(Math.exp(-Math.abs(z[i])));
    else total += (a[i] - y[i]) ** 2;
  }
  return total / n;
}

/** Escribe en `gradients` dW y db de cada capa; no cambia la red. */
export function backward(network, cache, gradients, y, n, loss) {
  const last = network.length - 1;
  const { a, dz } = cache[last];
  if (loss === "bce") for (let i = 0; i < n; i++) dz[i] = (a[i] - y[i]) / n; // salida sigmoide
  else {
    for (let i = 0; i < n; i++) dz[i] = (2 * (a[i] - y[i])) / n;
    timesSlope(network[last].activation, a, dz, n);
  }
  for (let i = last; i >= 0; i--) {
    addUp(network[i], cache[i], gradients[i], n);
    if (i > 0) {
      sendBack(network[i], cache[i].dz, cache[i - 1].dz, n);
      timesSlope(network[i - 1].activation, cache[i - 1].a, cache[i - 1].dz, n * network[i].n_in);
    }
  }
}

/** dW = xᵀ dz y db = la suma de dz, sobre el lote. */
function addUp({ n_in, n_out }, { x, dz }, gradient, n) {
  const [dW, db] = [gradient.W, gradient.b];
  dW.fill(0);
  db.fill(0);
  for (let row = 0; row < n; row++) {
    const from = row * n_out;
    for (let k = 0; k < n_out; k++) db[k] += dz[from + k];
    for (let j = 0; j < n_in; j++) {
      const value = x[row * n_in + j];
      for (let k = 0; k < n_out; k++) dW[j * n_out + k] += value * dz[from + k];
    }
  }
}

/** da = dz Wᵀ: lo que le toca a la capa de debajo. */
function sendBack({ n_in, n_out, W }, dz, da, n) {
  for (let row = 0; row < n; row++) {
    for (let j = 0; j < n_in; j++) {
      let sum = 0;
      for (let k = 0; k < n_out; k++) sum += dz[row * n_out + k] * W[j * n_out + k];
      da[row * n_in + j] = sum;
    }
  }
}

/** Suma a dW la pendiente de l1·Σ|w| + l2·Σw²; los sesgos no se penalizan. */
export function addPenalty(network, gradients, l1, l2) {
  if (!l1 && !l2) return;
  for (let i = 0; i < network.length; i++) {
    const W = network[i].W;
    const dW = gradients[i].W;
    for (let j = 0; j < W.length; j++) dW[j] += l1 * Math.sign(W[j]) + 2 * l2 * W[j];
  }
}

/** Lo que un optimizador recuerda: su nombre, sus pasos y dos medias por parámetro. */
export function createOptimizer(network, name = "sgd") {
  return { name, iterations: 0, m: createGradients(network), v: createGradients(network) };
}

const MOMENTUM = 0.9;
const RHO = 0.9;
const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-7;

/** Da un paso con las fórmulas de Keras y sus valores por defecto (momento: 0.9). */
export function update(network, gradients, optimizer, learning_rate) {
  optimizer.iterations += 1;
  const { name, iterations, m, v } = optimizer;
  const bias = Math.sqrt(1 - BETA_2 ** iterations) / (1 - BETA_1 ** iterations);
  const rate = name === "adam" ? learning_rate * bias : learning_rate;
  for (let i = 0; i < network.length; i++) {
    move(name, network[i].W, gradients[i].W, m[i].W, v[i].W, rate);
    move(name, network[i].b, gradients[i].b, m[i].b, v[i].b, rate);
  }
}

/** Mueve un grupo de parámetros p según su gradiente g. */
function move(name, p, g, m, v, rate) {
  if (name === "momentum") {
    for (let i = 0; i < p.length; i++) {
      m[i] = MOMENTUM * m[i] - rate * g[i];
      p[i] += m[i];
    }
  } else if (name === "rmsprop") {
    for (let i = 0; i < p.length; i++) {
      v[i] = RHO * v[i] + (1 - RHO) * g[i] * g[i];
      p[i] -= (rate * g[i]) / Math.sqrt(v[i] + EPSILON);
    }
  } else if (name === "adam") {
    for (let i = 0; i < p.length; i++) {
      m[i] += (1 - BETA_1) * (g[i] - m[i]);
      v[i] += (1 - BETA_2) * (g[i] * g[i] - v[i]);
      p[i] -= (rate * m[i]) / (Math.sqrt(v[i]) + EPSILON);
    }
  } else {
    for (let i = 0; i < p.length; i++) p[i] -= rate * g[i];
  }
}

/** Una red con sus datos: reparte las épocas en minilotes y da los pasos. */
export class Trainer {
  /** `options`: x (N, n_in), y (N,), loss, optimizer, learning_rate, batch_size, l1, l2. */
  constructor(network, rng, options) {
    Object.assign(this, { network, rng, loss: "bce", learning_rate: 0.03, l1: 0, l2: 0 }, options);
    this.n = this.y.length;
    this.n_in = network[0].n_in;
    this.epoch = 0; // épocas completas
    this.start = 0; // por dónde va la época en curso
    this.order = Uint32Array.from({ length: this.n }, (_, i) => i);
    this.gradients = createGradients(network);
    this.memory = createOptimizer(network, this.optimizer);
    this.resize(this.batch_size ?? 10);
  }

  /** Cambia el tamaño del lote y reserva su sitio. */
  resize(batch_size) {
    this.batch_size = Math.max(1, Math.min(batch_size, this.n));
    this.cache = createCache(this.network, this.batch_size);
    this.x_batch = new Float64Array(this.batch_size * this.n_in);
    this.y_batch = new Float64Array(this.batch_size);
  }

  /** Copia el siguiente lote de la época; devuelve cuántos ejemplos trae. */
  fill() {
    const { x, y, n_in, order, x_batch, y_batch } = this;
    if (this.start === 0) this.rng.shuffle(order);
    const size = Math.min(this.batch_size, this.n - this.start);
    for (let i = 0; i < size; i++) {
      const from = order[this.start + i];
      y_batch[i] = y[from];
      for (let j = 0; j < n_in; j++) x_batch[i * n_in + j] = x[from * n_in + j];
    }
    return size;
  }

  /** Entrena con un lote. */
  step() {
    if (!this.n) return;
    const { network, cache, gradients, x_batch, y_batch, loss } = this;
    const size = this.fill();
    // paso hacia delante
    forward(network, cache, x_batch, size);
    // paso hacia atrás
    backward(network, cache, gradients, y_batch, size, loss);
    addPenalty(network, gradients, this.l1, this.l2);
    // actualización
    update(network, gradients, this.memory, this.learning_rate);
    this.start += size;
    if (this.start >= this.n) {
      this.start = 0;
      this.epoch += 1;
    }
  }
}
