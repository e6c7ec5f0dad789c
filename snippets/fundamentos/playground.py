"""Playground: seis experimentos con redes pequeñas, repetidos con diez semillas."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np


def circle(rng, n):
    """Clase 1, un disco; clase 0, el anillo que lo rodea."""
    y = np.arange(n) % 2
    r = np.sqrt(np.where(y == 1, rng.uniform(0, 6, n), rng.uniform(12, 25, n)))
    angle = rng.uniform(0, 2 * np.pi, n)
    return np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1), y


def xor(rng, n):
    """Clase 1, los puntos con una coordenada positiva y otra negativa."""
    x = rng.uniform(-5, 5, (n, 2))
    return x + 0.3 * np.sign(x), (x[:, 0] * x[:, 1] < 0).astype(int)


def spiral(rng, n):
    """Dos brazos enroscados, de vuelta y media; cada uno, una clase."""
    y = np.arange(n) % 2
    s = np.sqrt(rng.uniform(size=n))  # más puntos donde el brazo es más largo
    r, angle = 0.4 + 4.6 * s, 3 * np.pi * s + np.pi * y
    return np.stack([r * np.cos(angle), r * np.sin(angle)], axis=1), y
# --8<-- [end:datos]

# %% Los datos, dibujados
# --8<-- [start:dibujo]
def draw_points(ax, x, y):
    """Dibuja círculos para la clase 1 y cuadrados para la clase 0."""
    ax.plot(*x[y == 1].T, "oC0", ms=3)
    ax.plot(*x[y == 0].T, "sC1", ms=3)
    ax.set(aspect="equal", xlim=(-6, 6), ylim=(-6, 6),
           xticks=[-6, 0, 6], yticks=[-6, 0, 6],
           xlabel="$x_1$", ylabel="$x_2$")


fig, axes = plt.subplots(2, 2, figsize=(3.75, 4))
for ax, make, title in zip(axes.flat, [circle, xor, spiral],
                           ["círculo", "XOR", "espiral"]):
    x, y = make(np.random.default_rng(0), 300)
    draw_points(ax, x, y)
    ax.set_title(title)

x, y = xor(np.random.default_rng(0), 300)
noise = np.random.default_rng(1).normal(0, 1, x.shape)
draw_points(axes[1, 1], x + noise, y)
axes[1, 1].set_title("XOR, ruido 50 %")
plt.show()
# --8<-- [end:dibujo]

# %% Las activaciones
# --8<-- [start:activaciones]
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


ACTIVATIONS = {  # la función y su pendiente, escrita con a = f(z)
    "lineal": (lambda z: z, lambda a: np.ones_like(a)),
    "sigmoide": (sigmoid, lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "ReLU": (lambda z: np.maximum(z, 0), lambda a: (a > 0).astype(float)),
}
# --8<-- [end:activaciones]

# %% Diez redes a la vez
# --8<-- [start:redes]
def init_networks(sizes, rngs, hidden):
    """Una red por generador: el primer eje de cada tabla es la semilla."""
    networks = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        he = hidden == "ReLU" and len(networks) < len(sizes) - 2
        std = np.sqrt(2 / n_in if he else 2 / (n_in + n_out))
        W = np.stack([rng.normal(0, std, (n_in, n_out)) for rng in rngs])
        networks.append({"W": W, "b": np.zeros((len(rngs), 1, n_out))})
    return networks


def forward(networks, x, hidden):
    """Lo que entra en cada capa y, al final, la suma z de la salida."""
    tables = [x]                                   # (semillas, N, n_in)
    for i, layer in enumerate(networks):
        z = tables[-1] @ layer["W"] + layer["b"]   # (semillas, N, n_out)
        last = i == len(networks) - 1
        tables.append(z if last else ACTIVATIONS[hidden][0](z))
    return tables
# --8<-- [end:redes]

# %% Un paso
# --8<-- [start:paso]
def step(networks, x, y, hidden, learning_rate, l1=0, l2=0):
    """Entrena todas las redes con un lote; cambia la lista `networks`."""
    # paso hacia delante
    tables = forward(networks, x, hidden)
    # paso hacia atrás
    dz = (sigmoid(tables[-1]) - y) / y.shape[1]    # (semillas, lote, 1)
    for i in reversed(range(len(networks))):
        W, b = networks[i]["W"], networks[i]["b"]
        dW = tables[i].swapaxes(1, 2) @ dz         # (semillas, n_in, n_out)
        dW += l1 * np.sign(W) + 2 * l2 * W         # la regularización
        db = dz.sum(axis=1, keepdims=True)         # (semillas, 1, n_out)
        if i > 0:
            slope = ACTIVATIONS[hidden][1](tables[i])
            dz = dz @ W.swapaxes(1, 2) * slope     # (semillas, lote, n_in)
        # actualización
        networks[i] = {"W": W - learning_rate * dW,
                       "b": b - learning_rate * db}
# --8<-- [end:paso]

# %% Medir
# --8<-- [start:medir]
def evaluate(networks, x, y, hidden):
    """La pérdida y la exactitud de cada red."""
    z = forward(networks, x, hidden)[-1]           # (semillas, N, 1)
    cost = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    return cost.mean(axis=(1, 2)), ((z > 0) == y).mean(axis=(1, 2))


blind_loss = float(np.log(2))  # la de responder siempre p = 0.5
print(f"pérdida a ciegas: {blind_loss:.3f}")
# --8<-- [end:medir]

# %% Preparar los datos
# --8<-- [start:preparar]
def plain(x):
    """Las dos entradas de siempre: x₁ y x₂."""
    return x


def prepare(make, noise=0, features=plain, seeds=10, n=500):
    """Sortea un conjunto por semilla; devuelve generadores, x e y."""
    rngs = [np.random.default_rng(seed) for seed in range(seeds)]
    xs, ys = [], []
    for rng in rngs:
        x, y = make(rng, n)
        x = x + 2 * noise * rng.normal(size=x.shape)
        xs.append(features(x))
        ys.append(y[:, None])
    return rngs, np.stack(xs), np.stack(ys)  # (semillas, N, n_in) y (…, N, 1)
# --8<-- [end:preparar]

# %% Un experimento
# --8<-- [start:experimento]
def experiment(make, layers, epochs, hidden="tanh", learning_rate=0.03,
               share=0.5, batch_size=10, l1=0, l2=0, every=10, **data):
    """Entrena diez redes, cada una con sus datos y sus pesos iniciales."""
    rngs, x, y = prepare(make, **data)
    n_train = round(share * x.shape[1])
    sizes = [x.shape[2], *layers, 1]
    networks = init_networks(sizes, rngs, hidden)
    shuffler, log = np.random.default_rng(0), []
    for epoch in range(epochs + 1):
        if epoch % every == 0:
            train = evaluate(networks, x[:, :n_train], y[:, :n_train], hidden)
            test = evaluate(networks, x[:, n_train:], y[:, n_train:], hidden)
            log.append((epoch, *train, *test))
        order = shuffler.permutation(n_train)
        for start in range(0, n_train if epoch < epochs else 0, batch_size):
            batch = order[start:start + batch_size]
            step(networks, x[:, batch], y[:, batch], hidden,
                 learning_rate, l1, l2)
    names = ["epoch", "loss", "accuracy", "test_loss", "test_accuracy"]
    return dict(zip(names, map(np.array, zip(*log)))) | {"networks": networks}
# --8<-- [end:experimento]

# %% La primera red
# --8<-- [start:primera]
first = experiment(circle, [4, 2], epochs=150)
first_median = np.median(first["test_loss"][-1])
first_accuracy = np.median(first["test_accuracy"][-1])
first_worst = first["test_accuracy"][-1].min()

print(f"pérdida en la prueba:  {np.round(first['test_loss'][-1], 2)}")
print(f"exactitud: mediana {first_accuracy:.3f}, peor {first_worst:.3f}")
# --8<-- [end:primera]

# %% La red sin script
# --8<-- [start:frontera]
def draw_answer(ax, run, k, hidden):
    """Pinta la respuesta de la red k en el plano y su frontera p = 0.5."""
    side = np.linspace(-6, 6, 121)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(1, -1, 2)
    one = [{name: table[k:k + 1] for name, table in layer.items()}
           for layer in run["networks"]]
    p = sigmoid(forward(one, grid, hidden)[-1]).reshape(121, 121)
    ax.contourf(side, side, p, levels=[0, 0.5, 1], colors=["C1", "C0"],
                alpha=0.25)
    ax.contour(side, side, p, levels=[0.5], colors=["C5"], linewidths=2)


fig, ax = plt.subplots(figsize=(3.75, 3.75))
draw_answer(ax, first, 0, "tanh")
draw_points(ax, *circle(np.random.default_rng(0), 500))
ax.set(xlabel="$x_1$", ylabel="$x_2$")
plt.show()
# --8<-- [end:frontera]

# %% Experimento 1: la tasa de aprendizaje tags=["variable"]
# --8<-- [start:tasa]
rates = [0.001, 0.03, 3]
by_rate = [experiment(circle, [4, 2], 150, learning_rate=rate)
           for rate in rates]

fig, axes = plt.subplots(3, sharex=True, figsize=(3.75, 5.6))
for ax, rate, run in zip(axes, rates, by_rate):
    ax.plot(run["epoch"], run["test_loss"], "C0", lw=1)
    ax.axhline(blind_loss, color="C1", linestyle="--")
    ax.set(title=f"tasa {rate}", ylim=(0, 1.2), ylabel="Pérdida")
    last = run["test_loss"][-1]
    print(f"tasa {rate:5}: mediana {np.median(last):.3f}, "
          f"de {last.min():.3f} a {last.max():.3f}")
axes[-1].set_xlabel("Época")
plt.show()

slow_loss, good_loss, wild_loss = [np.median(run["test_loss"][-1])
                                   for run in by_rate]
wild_accuracy = np.median(by_rate[2]["test_accuracy"][-1])
# --8<-- [end:tasa]

# %% Experimento 2: la activación
# --8<-- [start:activacion]
by_activation = {name: experiment(circle, [4, 2], 150, hidden=name)
                 for name in ACTIVATIONS}
for name, run in by_activation.items():
    last = run["test_accuracy"][-1]
    print(f"{name:8s}: mediana {np.median(last):.3f}, peor {last.min():.3f}")

longer = experiment(circle, [4, 2], 1500, hidden="sigmoide", every=100)
longer_accuracy = np.median(longer["test_accuracy"][-1])
print(f"sigmoide, diez veces más: {longer_accuracy:.3f}")

linear_accuracy, sigmoid_accuracy, tanh_accuracy, relu_accuracy = [
    np.median(run["test_accuracy"][-1]) for run in by_activation.values()]
# --8<-- [end:activacion]

# %% Dos fronteras
# --8<-- [start:fronteras]
fig, axes = plt.subplots(2, figsize=(3.75, 6))
for ax, name in zip(axes, ["tanh", "ReLU"]):
    run = by_activation[name]
    best = int(run["test_loss"][-1].argmin())
    draw_answer(ax, run, best, name)
    draw_points(ax, *circle(np.random.default_rng(best), 500))
    ax.set_title(name)
plt.show()
# --8<-- [end:fronteras]

# %% Experimento 3: la profundidad tags=["variable"]
# --8<-- [start:profundidad]
shapes = [[8], [64], [8, 8], [8, 8, 8], [8] * 6]
deep_accuracy, deep_parameters = [], []
for layers in shapes:
    run = experiment(spiral, layers, 500, every=500)
    sizes = [2, *layers, 1]
    count = sum((n_in + 1) * n_out for n_in, n_out in zip(sizes, sizes[1:]))
    last = run["test_accuracy"][-1]
    deep_accuracy.append(np.median(last))
    deep_parameters.append(count)
    name = "–".join(map(str, sizes))
    print(f"{name:15s} {count:3d} parámetros: mediana {np.median(last):.3f}, "
          f"peor {last.min():.3f}")
one_layer, wide_layer, two_layers, three_layers, six_layers = deep_accuracy
# --8<-- [end:profundidad]

# %% Seis capas de sigmoides
# --8<-- [start:seis-sigmoides]
stuck = experiment(spiral, [8] * 6, 500, hidden="sigmoide", every=500)
stuck_accuracy = np.median(stuck["test_accuracy"][-1])
stuck_loss = np.median(stuck["test_loss"][-1])
print(f"pérdida {stuck_loss:.3f}, exactitud {stuck_accuracy:.3f}")
# --8<-- [end:seis-sigmoides]

# %% Experimento 4: ruido y sobreajuste
# --8<-- [start:sobreajuste]
few, many = [experiment(xor, [8, 8], 1000, noise=0.5, share=share)
             for share in (0.1, 0.5)]

fig, axes = plt.subplots(2, sharex=True, figsize=(3.75, 5))
for ax, run, title in zip(axes, [few, many], ["50 puntos", "250 puntos"]):
    for name, style, label in [("loss", "C0-", "entrenamiento"),
                               ("test_loss", "C4--", "prueba")]:
        ax.plot(run["epoch"], np.median(run[name], axis=1), style, label=label)
    ax.set(title=title, ylabel="Pérdida", ylim=(0, 0.8))
axes[0].legend()
axes[1].set_xlabel("Época")
plt.show()

few_loss, few_test, many_loss, many_test = [
    np.median(run[name][-1]) for run in (few, many)
    for name in ("loss", "test_loss")]
lowest = np.median(few["test_loss"], axis=1)
best_epoch, best_test = int(few["epoch"][lowest.argmin()]), lowest.min()
many_best = np.median(many["test_loss"], axis=1).min()
print(f" 50 puntos: entrenamiento {few_loss:.3f}, prueba {few_test:.3f}")
print(f"250 puntos: entrenamiento {many_loss:.3f}, prueba {many_test:.3f}")
# --8<-- [end:sobreajuste]

# %% El techo de la exactitud
# --8<-- [start:techo]
few_accuracy, many_accuracy = [np.median(run["test_accuracy"][-1])
                               for run in (few, many)]
_, x, y = prepare(xor, noise=0.5, seeds=1, n=100_000)
ceiling = np.mean((x[..., :1] * x[..., 1:] < 0) == y)
print(f"exactitud en la prueba: {few_accuracy:.3f} y {many_accuracy:.3f}")
print(f"la de quien mira los signos: {ceiling:.3f}")
# --8<-- [end:techo]

# %% Experimento 5: la regularización
# --8<-- [start:regularizacion]
penalties = {"sin ella": {}, "L1, λ = 0.01": {"l1": 0.01},
             "L2, λ = 0.01": {"l2": 0.01}, "L2, λ = 0.1": {"l2": 0.1}}
by_penalty = {}
for name, penalty in penalties.items():
    run = few
    if penalty:
        run = experiment(xor, [8, 8], 1000, noise=0.5, share=0.1, **penalty)
    weights = np.abs(np.concatenate([layer["W"].ravel()
                                     for layer in run["networks"]]))
    by_penalty[name] = [np.median(run["loss"][-1]),
                        np.median(run["test_loss"][-1]),
                        np.median(run["test_accuracy"][-1]),
                        np.mean(weights < 0.05), weights]

print("              entrenar  probar  exactitud  pesos casi 0")
for name, (loss, test_loss, accuracy, small, _) in by_penalty.items():
    print(f"{name:12s}  {loss:8.3f}  {test_loss:6.3f}  {accuracy:9.3f}  "
          f"{small:12.3f}")
# --8<-- [end:regularizacion]

# %% Los pesos de cada red
# --8<-- [start:pesos]
fig, axes = plt.subplots(3, sharex=True, figsize=(3.75, 4.6))
for ax, name in zip(axes, penalties):
    weights = by_penalty[name][-1]
    ax.hist(weights, bins=np.arange(0, 2.55, 0.05),
            weights=np.full(weights.size, 100 / weights.size))
    ax.set(title=name, ylabel="% de pesos", xlim=(0, 2.5))
axes[-1].set_xlabel("Tamaño del peso, |w|")
plt.show()

l1_test, l2_test, heavy_test = [by_penalty[name][1]
                                for name in list(penalties)[1:]]
l1_small, l2_small = [by_penalty[name][3] for name in list(penalties)[1:3]]
free_small = by_penalty["sin ella"][3]
# --8<-- [end:pesos]

# %% Experimento 6: las características
# --8<-- [start:caracteristicas]
def squares(x):
    return x**2


def product(x):
    return x[:, :1] * x[:, 1:]


def with_sines(x):
    return np.concatenate([x, np.sin(x)], axis=1)


scores = []
for make, layers, features in [
    (circle, [], plain), (circle, [], squares),
    (xor, [], plain), (xor, [], product),
    (spiral, [8], plain), (spiral, [8], with_sines),
]:
    run = experiment(make, layers, 300, features=features)
    last = run["test_accuracy"][-1]
    scores.append(np.median(last))
    print(f"{make.__name__:6s} {features.__name__:10s} "
          f"capas {str(layers):3s}: mediana {np.median(last):.3f}, "
          f"peor {last.min():.3f}")
# --8<-- [end:caracteristicas]

# %% Que elija la red
# --8<-- [start:elegir]
def all_seven(x):
    return np.concatenate([x, x**2, product(x), np.sin(x)], axis=1)


sparse = experiment(circle, [], 300, features=all_seven, l1=0.01)
typical = np.median(np.abs(sparse["networks"][0]["W"][:, :, 0]), axis=0)
names = ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sen x₁", "sen x₂"]
sparse_accuracy = np.median(sparse["test_accuracy"][-1])

fig, ax = plt.subplots(figsize=(3.75, 3.2))
ax.barh(names, typical)
ax.invert_yaxis()
ax.set(xlabel="Tamaño típico del peso, |w|")
plt.show()
print(f"exactitud: {sparse_accuracy:.3f}")
# --8<-- [end:elegir]

# %% Solución: cuántas neuronas para XOR
# --8<-- [start:solucion-neuronas]
for units in [1, 2, 3, 4, 8]:
    run = experiment(xor, [units], 500, every=500)
    last = run["test_accuracy"][-1]
    print(f"neuronas: {units}; mediana {np.median(last):.3f}, "
          f"llegan al 95 %: {np.sum(last >= 0.95)} de 10")
# --8<-- [end:solucion-neuronas]

# %% Solución: los pesos a mano
# --8<-- [start:solucion-mano]
def clouds(rng, n):
    """Dos nubes redondas, con centros en (2, 2) y en (−2, −2)."""
    y = np.arange(n) % 2
    return 4 * y[:, None] - 2 + rng.normal(size=(n, 2)), y


_, x, y = prepare(clouds, seeds=1, n=100_000)
hand_losses = []
for weight in [0, 1, 4, 40]:
    by_hand = [{"W": np.full((1, 2, 1), weight), "b": np.zeros((1, 1, 1))}]
    loss, accuracy = evaluate(by_hand, x, y, "tanh")
    hand_losses.append(loss.item())
    print(f"w₁ = w₂ = {weight:2d}: pérdida {loss.item():.4f}, "
          f"exactitud {accuracy.item():.3f}")
# --8<-- [end:solucion-mano]

# %% Solución: el tamaño del lote tags=["variable"]
# --8<-- [start:solucion-lote]
for batch_size in [1, 10, 250]:
    run = experiment(circle, [4, 2], 60, batch_size=batch_size)
    last = run["test_loss"][-1]
    print(f"lotes de {batch_size:3d}, {250 // batch_size:3d} por época: "
          f"pérdida {np.median(last):.3f}, "
          f"de {last.min():.3f} a {last.max():.3f}")
# --8<-- [end:solucion-lote]
