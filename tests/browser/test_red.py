"""`red.js`, la red del playground, frente a la de NumPy de la unidad 2 y frente a Keras."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Page
from scipy import stats

pytestmark = pytest.mark.browser
SECTIONS = ("datos", "inicializar", "sigmoide", "activaciones", "forward", "perdidas")
SECTIONS += ("pendientes", "pendientes-perdida", "backward", "actualizar")

# Entrena en la página con los pesos y los lotes que recibe; devuelve las pérdidas y los pesos.
RUN = """async ({ layers, batches, loss, optimizer, learning_rate, l1, l2 }) => {
  const red = await import("./red.js");
  const network = layers.map(({ W, b, activation }) => ({
    n_in: W.length, n_out: b.length, activation,
    W: Float64Array.from(W.flat()), b: Float64Array.from(b),
  }));
  const cache = red.createCache(network, Math.max(...batches.map(({ y }) => y.length)));
  const gradients = red.createGradients(network);
  const memory = red.createOptimizer(network, optimizer);
  const losses = [];
  for (const { x, y } of batches) {
    const [inputs, labels] = [Float64Array.from(x.flat()), Float64Array.from(y)];
    red.forward(network, cache, inputs, labels.length);
    losses.push(red.lossOf(cache, labels, labels.length, loss));
    red.backward(network, cache, gradients, labels, labels.length, loss);
    red.addPenalty(network, gradients, l1 ?? 0, l2 ?? 0);
    red.update(network, gradients, memory, learning_rate);
  }
  const all = (name) => network.map((layer) => [...layer[name]]);
  return { losses, W: all("W"), b: all("b") };
}"""


@pytest.fixture
def page(modules: Page) -> Page:
    return modules


@pytest.fixture
def numpy_network(namespace: Callable[..., dict]) -> dict:
    """Las funciones de la red de la unidad 2."""
    return namespace("red_numpy", *SECTIONS)


def batches_of(x, y, steps: int, size: int, seed: int = 0) -> list[dict]:
    rng = np.random.default_rng(seed)
    chosen = [rng.permutation(len(x))[:size] for _ in range(steps)]
    return [{"x": x[rows].tolist(), "y": np.ravel(y)[rows].tolist()} for rows in chosen]


def as_json(network: list[dict]) -> list[dict]:
    return [layer | {"W": layer["W"].tolist(), "b": layer["b"].tolist()} for layer in network]


@pytest.mark.parametrize("loss", ["bce", "mse"])
@pytest.mark.parametrize(
    ("sizes", "hidden"), [([2, 8, 4, 1], "relu"), ([2, 4, 4, 1], "tanh"), ([2, 5, 3, 1], "sigmoid")]
)
def test_same_losses_as_numpy(sizes, hidden, loss, page: Page, numpy_network: dict) -> None:
    """Con los mismos pesos y los mismos lotes, las mismas pérdidas durante 200 pasos."""
    np_red = numpy_network
    x, y = np_red["x"][:600], np_red["y"][:600, None]
    network = np_red["init_network"](sizes, np.random.default_rng(42), hidden)
    batches = batches_of(x, y, steps=200, size=50)
    options = {"loss": loss, "optimizer": "sgd", "learning_rate": 0.3}
    ours = page.evaluate(RUN, {"layers": as_json(network), "batches": batches, **options})

    expected = []
    for batch in batches:
        inputs, labels = np.array(batch["x"]), np.array(batch["y"])[:, None]
        _, cache = np_red["forward"](network, inputs)
        expected.append(np_red["LOSSES"][loss](cache[-1]["z"], labels))
        gradients = np_red["backward"](network, cache, labels, loss)
        network = np_red["update"](network, gradients, 0.3)
    if hidden != "sigmoid":  # la sigmoide apenas se mueve en 200 pasos
        assert np.mean(expected[-20:]) < np.mean(expected[:20]) - 0.01
    np.testing.assert_allclose(ours["losses"], expected, rtol=0, atol=1e-6)
    for got, layer in zip(ours["W"], network, strict=True):
        np.testing.assert_allclose(got, layer["W"].ravel(), rtol=0, atol=1e-6)
    for got, layer in zip(ours["b"], network, strict=True):
        np.testing.assert_allclose(got, layer["b"], rtol=0, atol=1e-6)


UPDATE = """async ({ start, gradients, name, learning_rate }) => {
  const red = await import("./red.js");
  const layer = { n_in: 1, n_out: start.length, activation: "linear", b: new Float64Array(0) };
  const network = [{ ...layer, W: Float64Array.from(start) }];
  const memory = red.createOptimizer(network, name);
  return gradients.map((gradient) => {
    const given = [{ W: Float64Array.from(gradient), b: new Float64Array(0) }];
    red.update(network, given, memory, learning_rate);
    return [...network[0].W];
  });
}"""


def numpy_steps(name: str, start, gradients, rate: float) -> list:
    """Los pasos de cada optimizador, escritos otra vez con NumPy."""
    p, m, v, path = np.array(start), 0.0, 0.0, []
    for t, g in enumerate(np.array(gradients), start=1):
        if name == "sgd":
            p = p - rate * g
        elif name == "momentum":
            m = 0.9 * m - rate * g
            p = p + m
        elif name == "rmsprop":
            v = 0.9 * v + 0.1 * g**2
            p = p - rate * g / np.sqrt(v + 1e-7)
        else:
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            correction = np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            p = p - rate * correction * m / (np.sqrt(v) + 1e-7)
        path.append(p)
    return path


def keras_steps(name: str, start, gradients, rate: float) -> list:
    """Los pasos del optimizador de Keras, con 64 bits."""
    import keras

    optimizer = {
        "sgd": keras.optimizers.SGD(rate),
        "momentum": keras.optimizers.SGD(rate, momentum=0.9),
        "rmsprop": keras.optimizers.RMSprop(rate),
        "adam": keras.optimizers.Adam(rate),
    }[name]
    variable, path = keras.Variable(start, dtype="float64"), []
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient, "float64")], [variable])
        path.append(variable.numpy())
    return path


@pytest.mark.parametrize("name", ["sgd", "momentum", "rmsprop", "adam"])
def test_optimizers_follow_their_formulas_and_keras(name: str, page: Page) -> None:
    """Cada optimizador da los pasos de su fórmula y los de Keras."""
    rng = np.random.default_rng(1)
    start = rng.normal(size=5).tolist()
    gradients = (rng.normal(size=(60, 5)) * [1e-4, 0.01, 1, 10, 100]).tolist()
    rate = 0.0625  # exacta también en los 32 bits en que Keras guarda la tasa
    given = {"start": start, "gradients": gradients, "name": name, "learning_rate": rate}
    path = page.evaluate(UPDATE, given)
    expected = numpy_steps(name, start, gradients, rate)
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-12)
    in_keras = keras_steps(name, start, gradients, rate)
    np.testing.assert_allclose(path, in_keras, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("l1", "l2"), [(0.02, 0), (0, 0.03), (0.01, 0.02)])
def test_penalties_are_those_of_keras(l1, l2, page: Page, numpy_network: dict) -> None:
    """L1 y L2 suman a dW la pendiente del regularizador de Keras; los sesgos no pagan."""
    import keras
    import tensorflow as tf

    np_red = numpy_network
    network = np_red["init_network"]([2, 4, 1], np.random.default_rng(3), "tanh")
    batch = batches_of(np_red["x"], np_red["y"], steps=1, size=20)
    options = {"loss": "bce", "optimizer": "sgd", "learning_rate": 1, "batches": batch}
    given = {"layers": as_json(network), **options}
    without = page.evaluate(RUN, given)
    with_penalty = page.evaluate(RUN, given | {"l1": l1, "l2": l2})
    assert with_penalty["b"] == without["b"]
    assert with_penalty["losses"] == without["losses"]  # la pérdida que se enseña no la suma
    for got, plain, layer in zip(with_penalty["W"], without["W"], network, strict=True):
        W = tf.Variable(layer["W"])
        with tf.GradientTape() as tape:
            penalty = keras.regularizers.L1L2(l1, l2)(W)
        added = np.array(plain) - np.array(got)
        np.testing.assert_allclose(added, np.ravel(tape.gradient(penalty, W)), rtol=1e-5)


CHECK = """async ({ hidden, output, loss }) => {
  const red = await import("./red.js");
  const rng = new red.Rng(5);
  const network = red.initNetwork([3, 4, 3, 1], rng, hidden, output);
  for (const { b } of network) for (let i = 0; i < b.length; i++) b[i] = 0.3 * rng.normal();
  const n = 7;
  const x = Float64Array.from({ length: 3 * n }, () => rng.normal());
  const y = Float64Array.from({ length: n }, (_, i) => i % 2);
  const cache = red.createCache(network, n);
  const gradients = red.createGradients(network);
  const measure = () => (red.forward(network, cache, x, n), red.lossOf(cache, y, n, loss));
  measure();
  red.backward(network, cache, gradients, y, n, loss);
  let worst = 0;
  for (const [i, layer] of network.entries()) {
    for (const name of ["W", "b"]) {
      for (let j = 0; j < layer[name].length; j++) {
        const [h, old] = [1e-5, layer[name][j]];
        layer[name][j] = old + h;
        const up = measure();
        layer[name][j] = old - h;
        const slope = (up - measure()) / (2 * h);
        layer[name][j] = old;
        const ours = gradients[i][name][j];
        const size = Math.abs(slope) + Math.abs(ours);
        if (size > 1e-9) worst = Math.max(worst, Math.abs(slope - ours) / size);
      }
    }
  }
  return worst;
}"""


@pytest.mark.parametrize(("output", "loss"), [("sigmoid", "bce"), ("linear", "mse")])
@pytest.mark.parametrize("hidden", ["tanh", "relu", "sigmoid", "linear"])
def test_gradients_against_finite_differences(hidden, output, loss, page: Page) -> None:
    """El gradiente de cada activación, en clasificación y en regresión."""
    given = {"hidden": hidden, "output": output, "loss": loss}
    assert page.evaluate(CHECK, given) < 1e-5


def test_activations_are_those_of_keras(page: Page) -> None:
    """Las cuatro activaciones, también donde exp desbordaría."""
    import keras

    z = [-800.0, -30.0, -1.5, 0.0, 0.7, 4.0, 800.0]
    script = """async (z) => {
      const red = await import("./red.js");
      const one = (activation) => {
        const [W, b] = [Float64Array.of(1), Float64Array.of(0)];
        const network = [{ n_in: 1, n_out: 1, activation, W, b }];
        const cache = red.createCache(network, z.length);
        return [...red.forward(network, cache, Float64Array.from(z), z.length)];
      };
      const names = ["tanh", "relu", "sigmoid", "linear"];
      return Object.fromEntries(names.map((name) => [name, one(name)]));
    }"""
    for name, got in page.evaluate(script, z).items():
        expected = getattr(keras.activations, name)(keras.ops.convert_to_tensor(z, "float64"))
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-300)


def test_initial_weights(page: Page) -> None:
    """Pesos de He con ReLU, de Xavier con las demás; sesgos a cero."""
    script = """async (hidden) => {
      const red = await import("./red.js");
      const network = red.initNetwork([40, 200, 60, 1], new red.Rng(1), hidden);
      return network.map(({ W, b, activation }) => ({ W: [...W], b: [...b], activation }));
    }"""
    for hidden, variances in [("relu", [2 / 40, 2 / 200]), ("tanh", [2 / 240, 2 / 260])]:
        first, second, last = page.evaluate(script, hidden)
        assert np.var(first["W"]) == pytest.approx(variances[0], rel=0.05)
        assert np.var(second["W"]) == pytest.approx(variances[1], rel=0.05)
        assert first["activation"] == second["activation"] == hidden
        assert last["activation"] == "sigmoid"
        assert not any(first["b"] + second["b"] + last["b"])


def test_random_numbers(page: Page) -> None:
    """El generador repite con la misma semilla, cambia con otra y reparte como debe."""
    script = """async (seed) => {
      const red = await import("./red.js");
      const rng = new red.Rng(seed);
      const times = (f) => Array.from({ length: 5000 }, f);
      const order = rng.shuffle(Uint32Array.from({ length: 100 }, (_, i) => i));
      return [times(() => rng.random()), times(() => rng.normal()), [...order]];
    }"""
    uniform, normal, order = page.evaluate(script, 1)
    assert page.evaluate(script, 1) == [uniform, normal, order]
    other = page.evaluate(script, 2)
    assert abs(np.corrcoef(uniform, other[0])[0, 1]) < 0.05
    assert stats.kstest(uniform, "uniform").pvalue > 0.01
    assert stats.kstest(normal, "norm").pvalue > 0.01
    assert sorted(order) == list(range(100)) and order != list(range(100)) != other[2]


TRAINER = """async ({ n, batch_size }) => {
  const red = await import("./red.js");
  const rng = new red.Rng(2);
  const network = red.initNetwork([1, 1], rng, "tanh", "linear");
  const x = Float64Array.from({ length: n }, (_, i) => i);
  const options = { loss: "mse", learning_rate: 0, batch_size };
  const trainer = new red.Trainer(network, rng, { x, y: new Float64Array(n), ...options });
  const epochs = [[], []];
  for (const seen of epochs) {
    const goal = trainer.epoch + 1;
    while (trainer.epoch < goal) {
      const before = trainer.start;
      trainer.step();
      const size = (trainer.start || n) - before;
      seen.push([...trainer.x_batch.slice(0, size)]);
    }
  }
  return epochs;
}"""


@pytest.mark.parametrize(("n", "batch_size", "sizes"), [(10, 4, [4, 4, 2]), (6, 250, [6])])
def test_an_epoch_sees_each_example_once(n, batch_size, sizes, page: Page) -> None:
    """Una época es una pasada: cada ejemplo una vez, en lotes seguidos, barajados cada vez."""
    epochs = page.evaluate(TRAINER, {"n": n, "batch_size": batch_size})
    for batches in epochs:
        assert [len(batch) for batch in batches] == sizes
        assert sorted(sum(batches, [])) == list(range(n))
    assert epochs[0] != epochs[1]


# El mismo bucle para medir la memoria y la velocidad: 2-4-4-1, tanh, lotes de 10.
LOOP = """async (steps) => {
  if (!window.trainer) {
    const red = await import("./red.js");
    const rng = new red.Rng(1);
    const x = Float64Array.from({ length: 500 }, () => rng.uniform(-5, 5));
    const y = Float64Array.from({ length: 250 }, (_, i) => (x[2 * i] * x[2 * i + 1] < 0 ? 1 : 0));
    const network = red.initNetwork([2, 4, 4, 1], rng, "tanh");
    window.trainer = new red.Trainer(network, rng, { x, y, batch_size: 10 });
  }
  const { trainer } = window;
  const start = performance.now();
  for (let i = 0; i < steps; i++) trainer.step();
  return (1000 * steps) / (performance.now() - start);
}"""


def test_training_allocates_nothing(page: Page) -> None:
    """Veinte mil pasos no reservan memoria: ni un byte por paso."""
    page.evaluate(LOOP, 20_000)  # compilar también reserva
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    everything = {"samplingInterval": 1, "includeObjectsCollectedByMinorGC": True}
    session.send("HeapProfiler.startSampling", everything)
    page.evaluate(LOOP, 20_000)
    profile = session.send("HeapProfiler.stopSampling")["profile"]

    def total(node: dict) -> int:
        mine = node["selfSize"] if node["callFrame"]["url"].endswith("red.js") else 0
        return mine + sum(total(child) for child in node["children"])

    assert total(profile["head"]) < 20_000


@pytest.mark.slow
def test_benchmark(page: Page) -> None:
    """Mide los pasos por segundo de la red 2-4-4-1 (tanh, lotes de 10); no exige ninguno."""
    page.evaluate(LOOP, 20_000)
    rounds = [page.evaluate(LOOP, 100_000) for _ in range(5)]
    print(f"\n2-4-4-1, tanh, lotes de 10: {np.median(rounds):,.0f} pasos por segundo")
    assert np.median(rounds) > 0
