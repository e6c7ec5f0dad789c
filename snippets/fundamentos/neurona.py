"""La neurona: suma ponderada, la recta que dibuja, el perceptrón y XOR."""

# %% La suma ponderada
# --8<-- [start:suma]
import matplotlib.pyplot as plt
import numpy as np

x = np.array([5.0, 2.0])   # días sin regar, lluvia en mm
w = np.array([1.0, -0.5])  # un peso por entrada
b = -3.0                   # el sesgo

print(f"productos: {w * x}")
print(f"z = {np.sum(w * x) + b}")
print(f"con @: {x @ w + b}")
# --8<-- [end:suma]

# %% La neurona
# --8<-- [start:neurona]
def step(z):
    """Escalón: 1 si z llega a 0; si no, 0."""
    return np.where(z >= 0, 1, 0)


def neuron(x, w, b):
    """La salida de una neurona: suma ponderada y activación."""
    return step(x @ w + b)


for days, rain in [(5, 2), (5, 6), (2, 0), (9, 6)]:
    a = neuron(np.array([days, rain]), w, b)
    print(f"{days} días, {rain} mm: {'riega' if a == 1 else 'no riegues'}")
# --8<-- [end:neurona]

# %% El esquema
# --8<-- [start:esquema]
spots = {"$x_1$": (0, 1), "$x_2$": (0, -1), "$b$": (1.7, 1.5),
         "$z$": (1.7, 0), "$f$": (3.2, 0), "$a$": (4.7, 0)}
arrows = [("$x_1$", "$z$", "$w_1$"), ("$x_2$", "$z$", "$w_2$"),
          ("$b$", "$z$", ""), ("$z$", "$f$", ""), ("$f$", "$a$", "")]

fig, ax = plt.subplots(figsize=(3.75, 2.8))
for name, spot in spots.items():
    ax.plot(*spot, "o", ms=30, mfc="none", mec="C0")
    ax.text(*spot, name, ha="center", va="center")
for start, end, label in arrows:
    ax.annotate("", spots[end], spots[start],
                arrowprops={"arrowstyle": "->", "shrinkA": 15, "shrinkB": 15})
    middle = np.mean([spots[start], spots[end]], axis=0)
    ax.text(*middle + [0, 0.2], label, ha="center")
for left, text in [(0, "entradas"), (1.7, "suma"), (3.2, "activación"),
                   (4.7, "salida")]:
    ax.text(left, -2, text, ha="center")
ax.set(xlim=(-0.6, 5.2), ylim=(-2.1, 2))
ax.axis("off")
plt.show()
# --8<-- [end:esquema]

# %% Colorear el plano
# --8<-- [start:colorear]
def shade(ax, w, b, limits):
    """Colorea el plano según lo que responde la neurona."""
    ticks = np.linspace(*limits, 50)
    z = w[0] * ticks + w[1] * ticks[:, np.newaxis] + b  # (50, 50)
    ax.contourf(ticks, ticks, z, [-1e9, 0, 1e9], colors=["C1", "C0"],
                alpha=0.25)
    ax.set(xlim=limits, ylim=limits, aspect="equal")
# --8<-- [end:colorear]

# %% La recta
# --8<-- [start:recta]
fig, ax = plt.subplots(figsize=(3.75, 3.7))
shade(ax, w, b, (0, 10))
ax.plot([5, 9], [2, 6], "oC0", ms=8)
ax.plot([5, 2], [6, 0], "sC1", ms=8, clip_on=False)
ax.annotate("", xy=(6.9, 3.05), xytext=(5, 4),
            arrowprops={"arrowstyle": "->", "lw": 2})
ax.text(6.1, 3.7, "$w$")
ax.text(7.4, 1.2, "riega", ha="center")
ax.text(2.6, 8, "no riegues", ha="center")
ax.set(xlabel="Días sin regar", ylabel="Lluvia (mm)")
plt.show()
# --8<-- [end:recta]

# %% Mover la recta
# --8<-- [start:mover]
days = np.array([0, 10])
fig, (top, bottom) = plt.subplots(2, sharex=True, figsize=(3.75, 5.4))
for bias, style in [(-1, ":"), (-3, "-"), (-6, "--")]:
    top.plot(days, (days + bias) / 0.5, style, label=f"$b = {bias}$")
for w2, style in [(-0.25, ":"), (-0.5, "-"), (-2, "--")]:
    bottom.plot(days, (days - 3) / -w2, style, label=f"$w_2 = {w2}$")
for ax in (top, bottom):
    ax.set(xlim=(0, 10), ylim=(0, 10), ylabel="Lluvia (mm)")
    ax.legend()
bottom.set_xlabel("Días sin regar")
plt.show()
# --8<-- [end:mover]

# %% AND y OR
# --8<-- [start:puertas]
inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
and_targets = np.array([0, 0, 0, 1])
or_targets = np.array([0, 1, 1, 1])

w_gate = np.array([1, 1])
and_answers = neuron(inputs, w_gate, -1.5)
or_answers = neuron(inputs, w_gate, -0.5)

print("x1 x2  AND OR")
for (x1, x2), a_and, a_or in zip(inputs, and_answers, or_answers):
    print(f"{x1:2d} {x2:2d}  {a_and:3d} {a_or:2d}")
print(f"¿AND en las cuatro? {np.array_equal(and_answers, and_targets)}")
print(f"¿OR en las cuatro?  {np.array_equal(or_answers, or_targets)}")
# --8<-- [end:puertas]

# %% AND y OR en el plano
# --8<-- [start:puertas-plano]
def plot_points(ax, x, y):
    """Dibuja la clase 1 con círculos azules y la 0 con cuadrados ocres."""
    ax.plot(*x[y == 1].T, "oC0", ms=8)
    ax.plot(*x[y == 0].T, "sC1", ms=8)


fig, axes = plt.subplots(1, 2, sharey=True, figsize=(3.75, 2.4))
for ax, name, targets, bias in [(axes[0], "AND", and_targets, -1.5),
                                (axes[1], "OR", or_targets, -0.5)]:
    shade(ax, w_gate, bias, (-0.5, 1.5))
    plot_points(ax, inputs, targets)
    ax.set(title=name, xlabel="$x_1$", xticks=[0, 1], yticks=[0, 1])
axes[0].set_ylabel("$x_2$")
plt.show()
# --8<-- [end:puertas-plano]

# %% La regla del perceptrón
# --8<-- [start:regla]
def train_perceptron(x, y, max_epochs=1000):
    """Devuelve los pesos, el sesgo y las correcciones de cada época."""
    w, b, corrections = np.zeros(x.shape[1]), 0.0, []
    for _ in range(max_epochs):
        corrections.append(0)
        for features, target in zip(x, y):
            error = int(target - neuron(features, w, b))  # -1, 0 o 1
            w += error * features
            b += error
            corrections[-1] += abs(error)
        if corrections[-1] == 0:  # una época entera sin fallar
            break
    return w, b, corrections
# --8<-- [end:regla]

# %% Aprender AND
# --8<-- [start:aprender-and]
_, _, and_log = train_perceptron(inputs, and_targets)
and_epochs, and_corrections = len(and_log), sum(and_log)

print("época correcciones  w1  w2   b")
for epoch in range(1, and_epochs + 1):
    w_and, b_and, _ = train_perceptron(inputs, and_targets, epoch)
    print(f"{epoch:5d} {and_log[epoch - 1]:12d} "
          f"{w_and[0]:3.0f} {w_and[1]:3.0f} {b_and:3.0f}")
# --8<-- [end:aprender-and]

# %% Los lirios
# --8<-- [start:lirios]
from sklearn.datasets import load_iris

iris = load_iris()
order = np.random.default_rng(42).permutation(len(iris.data))
measures, species = iris.data[order], iris.target[order]

easy = species < 2  # solo setosa (0) y versicolor (1)
petals, y_easy = measures[easy, 2:], species[easy]  # largo y ancho, en cm
print(f"pétalos: {petals.shape}")
print(f"de cada especie: {np.bincount(y_easy)}")
print(f"el primero: {petals[0]}, especie {y_easy[0]}")
# --8<-- [end:lirios]

# %% Aprender con los pétalos
# --8<-- [start:petalos]
w_petals, b_petals, petals_log = train_perceptron(petals, y_easy)
petal_corrections = sum(petals_log)
petal_mistakes = int(np.sum(neuron(petals, w_petals, b_petals) != y_easy))

print(f"correcciones en cada época: {petals_log}")
print(f"w = {w_petals.round(2)}, b = {b_petals:.0f}")
print(f"fallos con estos pesos: {petal_mistakes}")

fig, ax = plt.subplots(figsize=(3.75, 3.7))
shade(ax, w_petals, b_petals, (0, 6))
plot_points(ax, petals, y_easy)
ax.set(xlabel="Largo del pétalo (cm)", ylabel="Ancho del pétalo (cm)")
plt.show()
# --8<-- [end:petalos]

# %% Aprender con los sépalos
# --8<-- [start:sepalos]
sepals = measures[easy, :2]
w_sepals, b_sepals, sepals_log = train_perceptron(sepals, y_easy)
sepal_epochs, sepal_corrections = len(sepals_log), sum(sepals_log)
sepal_mistakes = int(np.sum(neuron(sepals, w_sepals, b_sepals) != y_easy))

print(f"épocas: {sepal_epochs}, correcciones: {sepal_corrections}")
print(f"fallos con estos pesos: {sepal_mistakes}")

fig, ax = plt.subplots(figsize=(3.75, 3.3))
shade(ax, w_sepals, b_sepals, (1, 8))
plot_points(ax, sepals, y_easy)
ax.set(xlabel="Largo del sépalo (cm)", ylabel="Ancho del sépalo (cm)",
       xlim=(4, 7.5), ylim=(1.8, 4.7))
plt.show()
# --8<-- [end:sepalos]

# %% La cota de correcciones
# --8<-- [start:cota]
directions = np.random.default_rng(42).normal(size=(20_000, 3))
directions /= np.linalg.norm(directions, axis=1, keepdims=True)


def correction_bound(x, y):
    """Devuelve el margen, el ejemplo más largo y la cota (R / margen)²."""
    extended = np.column_stack([x, np.ones(len(x))])  # el 1 es para b
    signed = np.where(y == 1, 1, -1)[:, np.newaxis] * extended
    margin = (signed @ directions.T).min(axis=0).max()
    radius = np.linalg.norm(extended, axis=1).max()
    return margin, radius, (radius / margin) ** 2


petal_margin, petal_radius, petal_bound = correction_bound(petals, y_easy)
sepal_margin, sepal_radius, sepal_bound = correction_bound(sepals, y_easy)
print("        margen   R   cota hechas")
print(f"pétalos {petal_margin:6.3f} {petal_radius:3.1f} "
      f"{petal_bound:6.0f} {petal_corrections:6d}")
print(f"sépalos {sepal_margin:6.3f} {sepal_radius:3.1f} "
      f"{sepal_bound:6.0f} {sepal_corrections:6d}")
# --8<-- [end:cota]

# %% Dos especies que se solapan
# --8<-- [start:solapadas]
hard = species > 0  # versicolor (1) y virginica (2)
x_hard, y_hard = measures[hard, 2:], species[hard] - 1

versicolor = {tuple(petal) for petal in x_hard[y_hard == 0].tolist()}
virginica = {tuple(petal) for petal in x_hard[y_hard == 1].tolist()}
print(f"en las dos especies: {versicolor & virginica}")
# --8<-- [end:solapadas]

# %% La regla no se detiene
# --8<-- [start:no-se-detiene]
w_hard, b_hard, hard_log = train_perceptron(x_hard, y_hard)
hard_epochs = len(hard_log)
least, most = min(hard_log[500:]), max(hard_log[500:])
print(f"épocas: {hard_epochs}")
print(f"en las 500 últimas: de {least} a {most} fallos")

fig, ax = plt.subplots(figsize=(3.75, 3))
ax.plot(range(1, hard_epochs + 1), hard_log, "C1", lw=1,
        label="pétalos: versicolor\ny virginica")
ax.plot(range(1, sepal_epochs + 1), sepals_log, "C0", lw=1,
        label="sépalos: setosa\ny versicolor")
ax.plot(sepal_epochs, 0, "oC0", clip_on=False)
ax.set(xlabel="Época", ylabel="Correcciones", ylim=(0, 70))
ax.legend()
plt.show()
# --8<-- [end:no-se-detiene]

# %% Buscar una recta para XOR
# --8<-- [start:rejilla]
xor_targets = np.array([0, 1, 1, 0])

values = np.arange(-30, 31)
w1, w2, bias = np.meshgrid(values, values, values)  # (61, 61, 61) cada una
n_triples = w1.size
print(f"neuronas probadas: {n_triples}")
print("     perfectas  la mejor acierta")
for name, targets in [("AND", and_targets), ("OR", or_targets),
                      ("XOR", xor_targets)]:
    hits = np.zeros(w1.shape, dtype=int)
    for (x1, x2), target in zip(inputs, targets):
        hits += step(w1 * x1 + w2 * x2 + bias) == target
    print(f"{name:4s} {np.sum(hits == 4):9d} {hits.max():12d} de 4")
# --8<-- [end:rejilla]

# %% El perceptrón ante XOR
# --8<-- [start:xor-perceptron]
print("época correcciones  w1  w2   b")
for epoch in range(1, 7):
    w_xor, b_xor, xor_log = train_perceptron(inputs, xor_targets, epoch)
    print(f"{epoch:5d} {xor_log[-1]:12d} "
          f"{w_xor[0]:3.0f} {w_xor[1]:3.0f} {b_xor:3.0f}")
# --8<-- [end:xor-perceptron]

# %% XOR con tres neuronas
# --8<-- [start:xor-red]
def xor_network(x):
    """Dos neuronas ocultas, OR y AND, y una de salida."""
    hidden = np.stack([neuron(x, np.array([1, 1]), -0.5),
                       neuron(x, np.array([1, 1]), -1.5)], axis=-1)
    return hidden, neuron(hidden, np.array([1, -1]), -0.5)


hidden, answers = xor_network(inputs)

print("x1 x2  OR AND  XOR")
for (x1, x2), (h1, h2), a in zip(inputs, hidden, answers):
    print(f"{x1:2d} {x2:2d} {h1:3d} {h2:3d} {a:4d}")
print(f"¿XOR en las cuatro? {np.array_equal(answers, xor_targets)}")
# --8<-- [end:xor-red]

# %% Las tres neuronas, dibujadas
# --8<-- [start:xor-dibujo]
spots = {"$x_1$": (0, 1), "$x_2$": (0, -1), "OR": (2, 1), "AND": (2, -1),
         "$a$": (4, 0)}
arrows = [("$x_1$", "OR", "1"), ("$x_1$", "AND", "1"), ("$x_2$", "OR", "1"),
          ("$x_2$", "AND", "1"), ("OR", "$a$", "1"), ("AND", "$a$", "−1")]

fig, ax = plt.subplots(figsize=(3.75, 2.9))
for name, spot in spots.items():
    ax.plot(*spot, "o", ms=34, mfc="none", mec="C0")
    ax.text(*spot, name, ha="center", va="center")
for start, end, label in arrows:
    ax.annotate("", spots[end], spots[start],
                arrowprops={"arrowstyle": "->", "shrinkA": 17, "shrinkB": 17})
    near = 0.65 * np.array(spots[start]) + 0.35 * np.array(spots[end])
    ax.text(*near + [0, 0.1], label, ha="center")
for left, up, text in [(2, 1.7, "$b$ = −0.5"), (2, -1.9, "$b$ = −1.5"),
                       (4, 0.7, "$b$ = −0.5")]:
    ax.text(left, up, text, ha="center")
ax.set(xlim=(-0.5, 4.7), ylim=(-2, 2))
ax.axis("off")
plt.show()
# --8<-- [end:xor-dibujo]

# %% La banda de XOR
# --8<-- [start:xor-banda]
ticks = np.linspace(-0.5, 1.5, 100)
plane = np.stack(np.meshgrid(ticks, ticks), axis=-1)  # (100, 100, 2)
_, plane_answers = xor_network(plane)                 # (100, 100)

fig, ax = plt.subplots(figsize=(3.75, 3.7))
ax.contourf(ticks, ticks, plane_answers, [-0.5, 0.5, 1.5],
            colors=["C1", "C0"], alpha=0.25)
plot_points(ax, inputs, xor_targets)
ax.set(xlabel="$x_1$", ylabel="$x_2$", xticks=[0, 1], yticks=[0, 1],
       aspect="equal")
plt.show()
# --8<-- [end:xor-banda]

# %% Solución: NAND y otra XOR
# --8<-- [start:solucion-nand]
nand = neuron(inputs, np.array([-1, -1]), 1.5)
both = np.column_stack([or_answers, nand])  # (4, 2)
other_xor = neuron(both, np.array([1, 1]), -1.5)  # la AND de la lección

print(f"NAND: {nand}")
print(f"XOR:  {other_xor}")
print(f"¿XOR en las cuatro? {np.array_equal(other_xor, xor_targets)}")
# --8<-- [end:solucion-nand]

# %% Solución: mayoría de tres
# --8<-- [start:solucion-mayoria]
votes = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
majority = neuron(votes, np.array([1, 1, 1]), -1.5)
veto = neuron(votes, np.array([3, 1, 1]), -3.5)

for vote, by_majority, with_veto in zip(votes, majority, veto):
    print(f"{vote}  mayoría: {by_majority}  con veto: {with_veto}")
# --8<-- [end:solucion-mayoria]

# %% Solución: ¿tres u ocho?
# --8<-- [start:solucion-digitos]
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
pair = np.isin(digits.target, [3, 8])
pixels, is_eight = digits.data[pair] / 16, digits.target[pair] == 8
x_train, x_test, y_train, y_test = train_test_split(
    pixels, is_eight.astype(int), stratify=is_eight, random_state=42)

w_digits, b_digits, digits_log = train_perceptron(x_train, y_train)
n_test = len(y_test)
test_hits = int(np.sum(neuron(x_test, w_digits, b_digits) == y_test))
baseline = int(np.bincount(y_test).max())
print(f"épocas: {len(digits_log)}, correcciones: {sum(digits_log)}")
print(f"aciertos en la prueba: {test_hits} de {n_test}")
print(f"línea base: {baseline}")

fig, ax = plt.subplots(figsize=(3.75, 3.2))
limit = np.abs(w_digits).max()
image = ax.imshow(w_digits.reshape(8, 8), cmap="PuOr",
                  vmin=-limit, vmax=limit)
fig.colorbar(image, label="peso")
ax.axis("off")
plt.show()
# --8<-- [end:solucion-digitos]
