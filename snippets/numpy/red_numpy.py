"""Red con NumPy: construirla, recorrerla, derivarla y entrenarla a mano."""

# %% Los datos
# --8<-- [start:datos]
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import make_gaussian_quantiles

x, y = make_gaussian_quantiles(
    n_samples=2000, n_features=2, n_classes=2, random_state=42
)
# --8<-- [end:datos]

# %% Formas y clases
# --8<-- [start:formas]
n_samples = len(x)

print(f"puntos:     {x.shape}, {x.dtype}")
print(f"etiquetas:  {y.shape}, {y.dtype}")
print(f"por clase:  {np.bincount(y)}")
print(f"media:      {np.round(x.mean(axis=0), 2)}")
print(f"desviación: {np.round(x.std(axis=0), 2)}")
for point, label in zip(x[:3], y[:3]):
    print(f"({point[0]:5.2f}, {point[1]:5.2f}) es de la clase {label}")
# --8<-- [end:formas]

# %% La regla con que se fabricaron
# --8<-- [start:regla]
distance = np.linalg.norm(x, axis=1)  # (2000, 2) → (2000,)
farthest_inside = distance[y == 0].max()
nearest_outside = distance[y == 1].min()
radius = (farthest_inside + nearest_outside) / 2
expected_radius = float(np.sqrt(2 * np.log(2)))

print(f"clase 0: hasta {farthest_inside:.3f} del centro")
print(f"clase 1: desde {nearest_outside:.3f}")
print(f"según la teoría, el corte está en {expected_radius:.3f}")
# --8<-- [end:regla]

# %% Dibujar los puntos
# --8<-- [start:nube]
def draw_points(ax, x, y):
    """Dibuja círculos para la clase 0 y aspas para la clase 1."""
    for label, marker in [(0, "o"), (1, "x")]:
        points = x[np.ravel(y) == label]  # (N de la clase, 2)
        ax.scatter(points[:, 0], points[:, 1], s=18, marker=marker,
                   label=f"clase {label}")
    ax.set(aspect="equal", xlabel="$x_1$", ylabel="$x_2$")


fig, ax = plt.subplots(figsize=(3.75, 4.2))
draw_points(ax, x[:500], y[:500])
ax.add_patch(plt.Circle((0, 0), radius, fill=False, linestyle="--", lw=2))
ax.legend(ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
plt.show()
# --8<-- [end:nube]

# %% Entrenamiento, validación y prueba
# --8<-- [start:dividir]
from sklearn.model_selection import train_test_split

y = y[:, None]  # (2000,) → (2000, 1): una columna

x_rest, x_test, y_rest, y_test = train_test_split(
    x, y, test_size=500, stratify=y, random_state=42
)
x_train, x_val, y_train, y_val = train_test_split(
    x_rest, y_rest, test_size=500, stratify=y_rest, random_state=42
)
# --8<-- [end:dividir]

# %% El reparto
# --8<-- [start:reparto]
n_train, n_val, n_test = len(x_train), len(x_val), len(x_test)

for name, inputs, labels in [("entrenamiento", x_train, y_train),
                             ("validación", x_val, y_val),
                             ("prueba", x_test, y_test)]:
    print(f"{name:13s} {inputs.shape} y {labels.shape}, "
          f"clase 1: {labels.mean():.3f}")
# --8<-- [end:reparto]

# %% Por qué una columna
# --8<-- [start:columna]
answers = np.full((1000, 1), 0.5)  # (N, 1), como saldrán de la red
flat_labels = y_train[:, 0]        # (N,), como las da scikit-learn

print(f"columna − columna: {(answers - y_train).shape}")
print(f"columna − fila:    {(answers - flat_labels).shape}")
# --8<-- [end:columna]

# %% Un modelo lineal
# --8<-- [start:lineal]
from sklearn.linear_model import LogisticRegression

linear = LogisticRegression()
linear.fit(x_train, y_train[:, 0])
linear_accuracy = linear.score(x_val, y_val[:, 0])
print(f"regresión logística, en validación: {linear_accuracy:.3f}")
# --8<-- [end:lineal]

# %% La arquitectura
# --8<-- [start:arquitectura]
sizes = [2, 8, 4, 1]

n_parameters = 0
for i, (n_in, n_out) in enumerate(zip(sizes, sizes[1:]), start=1):
    count = n_in * n_out + n_out  # pesos + sesgos
    n_parameters += count
    print(f"capa {i}: W ({n_in}, {n_out}), b ({n_out},): {count}")
print(f"en total, {n_parameters} parámetros")
# --8<-- [end:arquitectura]

# %% Mover un peso y mirar
# --8<-- [start:mover]
def tiny_output(W1, W2, x):
    """Salida de una red de 2 entradas, 3 neuronas ReLU y 1 salida."""
    a1 = np.maximum(x @ W1, 0)  # (1, 2) @ (2, 3) → (1, 3)
    return (a1 @ W2).item()     # (1, 3) @ (3, 1) → (1, 1), un número


def effects(W1, W2, x, step=0.001):
    """Cuánto cambia la salida, por unidad de paso, al mover cada peso."""
    changes = []
    for position in range(9):               # 6 pesos en W1 y 3 en W2
        moved = np.append(W1, W2)           # (9,), una copia
        moved[position] += step
        new_W1 = moved[:6].reshape(2, 3)    # (2, 3)
        new_W2 = moved[6:].reshape(3, 1)    # (3, 1)
        change = tiny_output(new_W1, new_W2, x) - tiny_output(W1, W2, x)
        changes.append(change / step)
    return np.array(changes)                # (9,)
# --8<-- [end:mover]

# %% Ceros, iguales y al azar
# --8<-- [start:ceros]
rng = np.random.default_rng(42)
point = np.array([[1.0, 0.5]])  # (1, 2): un lote con un solo punto
starts = {
    "ceros": (np.zeros((2, 3)), np.zeros((3, 1))),
    "iguales": (np.full((2, 3), 0.5), np.full((3, 1), 0.5)),
    "al azar": (rng.normal(size=(2, 3)), rng.normal(size=(3, 1))),
}
for name, (W1, W2) in starts.items():
    slopes = effects(W1, W2, point)
    print(name)
    for k in range(3):  # + 0.0, para que no salga «−0.»
        ours = slopes[[k, 3 + k, 6 + k]]
        print(f"  neurona {k + 1}: {np.round(ours, 3) + 0.0}")
# --8<-- [end:ceros]

# %% La varianza de una suma
# --8<-- [start:suma]
rng = np.random.default_rng(0)
w = rng.normal(0, 0.5, (100_000, 2))         # dos pesos por sorteo
inputs = np.array([1.0, 2.0])                # dos entradas
terms = w * inputs                           # (100000, 2)

print(f"cuadrados: {(terms**2).mean(axis=0).round(2)}")
print(f"cruzado:   {(2 * terms[:, 0] * terms[:, 1]).mean():.2f}")
print(f"z²:        {(terms.sum(axis=1) ** 2).mean():.2f}")
# --8<-- [end:suma]

# %% El tamaño de la señal
# --8<-- [start:escala]
he = np.sqrt(2 / 100)
signals = {}
for name, std in [("3 veces He", 3 * he), ("He", he), ("He / 3", he / 3)]:
    rng = np.random.default_rng(0)
    a = rng.normal(size=(500, 100))              # (N, 100)
    signals[name] = []
    for _ in range(20):
        W = rng.normal(0, std, size=(100, 100))  # (100, 100)
        a = np.maximum(a @ W, 0)                 # (N, 100)
        signals[name].append(np.sqrt(np.mean(a**2)))
    print(f"{name:10s} tras 20 capas: {signals[name][-1]:.1e}")

fig, ax = plt.subplots(figsize=(3.75, 3))
for (name, values), style in zip(signals.items(), ["s--", "o-", "^:"]):
    ax.semilogy(range(1, 21), values, style, label=name)
ax.set(xlabel="Capa", ylabel="Tamaño de la señal", xticks=[1, 5, 10, 15, 20])
ax.legend()
plt.show()
# --8<-- [end:escala]

# %% Inicializar
# --8<-- [start:inicializar]
def init_network(sizes, rng, hidden="relu"):
    """Crea las capas: pesos de He con ReLU, de Xavier con las demás."""
    activations = [hidden] * (len(sizes) - 2) + ["sigmoid"]
    network = []
    for n_in, n_out, name in zip(sizes, sizes[1:], activations):
        variance = 2 / n_in if name == "relu" else 2 / (n_in + n_out)
        W = rng.normal(0, np.sqrt(variance), (n_in, n_out))  # (n_in, n_out)
        b = np.zeros(n_out)                                  # (n_out,)
        network.append({"W": W, "b": b, "activation": name})
    return network
# --8<-- [end:inicializar]

# %% La red
# --8<-- [start:red]
network = init_network([2, 8, 4, 1], np.random.default_rng(42))
# --8<-- [end:red]

# %% La red por dentro
# --8<-- [start:por-dentro]
for i, layer in enumerate(network, start=1):
    W, b = layer["W"], layer["b"]
    print(f"capa {i}: W {W.shape}, b {b.shape}, {layer['activation']}, "
          f"desviación de W: {W.std():.2f}")

counted = sum(layer["W"].size + layer["b"].size for layer in network)
print(f"números guardados: {counted}")
# --8<-- [end:por-dentro]

# %% La red, dibujada con sus pesos
# --8<-- [start:dibujo]
def draw_network(ax, network):
    """Une las neuronas con líneas tan gruesas como sus pesos."""
    sizes = [len(layer["W"]) for layer in network]
    sizes.append(len(network[-1]["b"]))
    heights = [(n - 1) / 2 - np.arange(n) for n in sizes]
    for i, layer in enumerate(network):
        for (j, k), weight in np.ndenumerate(layer["W"]):
            ax.plot([i, i + 1], [heights[i][j], heights[i + 1][k]],
                    "C0-" if weight > 0 else "C1--", lw=2 * abs(weight))
    for i, ys in enumerate(heights):
        ax.scatter(np.full(len(ys), i), ys, s=180, color="C5", zorder=2)
        ax.text(i, -4.2, len(ys), ha="center", va="top")
    ax.axis("off")


fig, ax = plt.subplots(figsize=(3.75, 3.6))
draw_network(ax, network)
plt.show()
# --8<-- [end:dibujo]

# %% El generador
# --8<-- [start:generador]
def same(one, other):
    """Dice si dos redes tienen exactamente los mismos pesos."""
    return all(np.array_equal(p["W"], q["W"]) for p, q in zip(one, other))


rng = np.random.default_rng(7)
first, second = init_network(sizes, rng), init_network(sizes, rng)
again = init_network(sizes, np.random.default_rng(7))

print(f"¿primera = segunda?          {same(first, second)}")
print(f"¿primera = otra vez semilla? {same(first, again)}")
# --8<-- [end:generador]

# %% Solución: otras arquitecturas
# --8<-- [start:solucion-tamanos]
for other in [[2, 16, 1], [2, 6, 4, 3, 1], [784, 64, 10]]:
    total = sum((n_in + 1) * n_out for n_in, n_out in zip(other, other[1:]))
    print(f"{other}: {total} parámetros")
# --8<-- [end:solucion-tamanos]

# %% Solución: el radio
# --8<-- [start:solucion-radio]
for r in [0.5, expected_radius, 2.0]:
    share = np.mean(distance < r)
    print(f"a menos de {r:.3f}: {share:.3f} de los puntos, "
          f"y la fórmula da {1 - np.exp(-r**2 / 2):.3f}")
# --8<-- [end:solucion-radio]

# %% Solución: tres clases
# --8<-- [start:solucion-clases]
x3, y3 = make_gaussian_quantiles(
    n_samples=2000, n_features=2, n_classes=3, random_state=42
)
for k in range(3):
    members = np.linalg.norm(x3[y3 == k], axis=1)
    print(f"clase {k}: {len(members)} puntos, "
          f"de {members.min():.2f} a {members.max():.2f} del centro")
# --8<-- [end:solucion-clases]

# %% Una capa, paso a paso
# --8<-- [start:una-capa]
points = x_train[:5]                  # (5, 2)
W, b = network[0]["W"], network[0]["b"]

z = points @ W + b                    # (5, 2) @ (2, 8) + (8,) → (5, 8)
a = np.maximum(z, 0)                  # (5, 8)

print(f"x {points.shape} @ W {W.shape} + b {b.shape} → z {z.shape}")
print(f"punto 1: {np.round(points[0], 2)}")
print(f"z: {np.round(z[0], 2)}")
print(f"a: {np.round(a[0], 2)}")
# --8<-- [end:una-capa]

# %% Neurona a neurona
# --8<-- [start:bucles]
z_loop = np.zeros((5, 8))             # (5, 8)
for i in range(5):                    # cada punto
    for k in range(8):                # cada neurona
        z_loop[i, k] = b[k]
        for j in range(2):            # cada entrada
            z_loop[i, k] += points[i, j] * W[j, k]

print(f"¿lo mismo que la matriz? {np.allclose(z_loop, z)}")
# --8<-- [end:bucles]

# %% La sigmoide ingenua
# --8<-- [start:sigmoide-ingenua]
def naive_sigmoid(z):
    return 1 / (1 + np.exp(-z))


with np.errstate(over="raise"):
    for value in [-700.0, -710.0]:
        try:
            print(f"{value}: {naive_sigmoid(np.array(value)):.1e}")
        except FloatingPointError as error:
            print(f"{value}: {error}")
# --8<-- [end:sigmoide-ingenua]

# %% La sigmoide estable
# --8<-- [start:sigmoide]
def sigmoid(z):
    """σ(z) sin desbordar: nunca calcula exp de un número positivo."""
    e = np.exp(-np.abs(z))                             # (N, n_out), ≤ 1
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))  # (N, n_out)
# --8<-- [end:sigmoide]

# %% Probar la sigmoide
# --8<-- [start:probar-sigmoide]
with np.errstate(over="raise"):
    for value in [-710.0, -2.0, 0.0, 2.0, 710.0]:
        print(f"σ({value:6.1f}) = {sigmoid(np.array(value)):.6g}")
# --8<-- [end:probar-sigmoide]

# %% Las activaciones
# --8<-- [start:activaciones]
def relu(z):
    return np.maximum(z, 0)  # (N, n_out), una tabla nueva


ACTIVATIONS = {"relu": relu, "tanh": np.tanh, "sigmoid": sigmoid}
# --8<-- [end:activaciones]

# %% El paso hacia delante
# --8<-- [start:forward]
def forward(network, x):
    """Devuelve la salida de la red y la caché de cada capa."""
    a, cache = x, []                             # a: (N, n_in)
    for layer in network:
        z = a @ layer["W"] + layer["b"]          # (N, n_out)
        cache.append({"x": a, "z": z})           # lo que entra y su suma
        a = ACTIVATIONS[layer["activation"]](z)  # (N, n_out)
    return a, cache
# --8<-- [end:forward]

# %% Las formas, capa a capa
# --8<-- [start:recorrido]
output, cache = forward(network, points)

for i, (layer, saved) in enumerate(zip(network, cache), start=1):
    print(f"capa {i}: {saved['x'].shape} @ {layer['W'].shape} "
          f"+ {layer['b'].shape} → {saved['z'].shape}")
print(f"salida: {output.shape}")
# --8<-- [end:recorrido]

# %% Pintar una matriz
# --8<-- [start:pintar-matriz]
def draw_matrix(ax, matrix, middle, top, title, sign=""):
    """Pinta una matriz con su nombre y su forma encima."""
    n, m = matrix.shape
    ax.pcolormesh(middle - m / 2 + np.arange(m + 1), top - np.arange(n + 1),
                  matrix, cmap="coolwarm", vmin=-2, vmax=2,
                  edgecolors="white", linewidth=0.5)
    ax.text(middle, top + 0.4, f"{title}\n{matrix.shape}", ha="center")
    ax.text(middle + 5.15, top - 2.5, sign, ha="center", va="center")
# --8<-- [end:pintar-matriz]

# %% El paso hacia delante, dibujado
# --8<-- [start:matrices]
fig, ax = plt.subplots(figsize=(3.75, 5))
for i, top in enumerate([0, -9, -21]):
    inputs = f"$a_{i}$" if i else "$x$"
    draw_matrix(ax, cache[i]["x"], 4, top, inputs, "@")
    draw_matrix(ax, network[i]["W"], 14.3, top, f"$W_{i + 1}$", "→")
    draw_matrix(ax, cache[i]["z"], 24.6, top, f"$z_{i + 1}$")
ax.set(xlim=(-0.5, 29), ylim=(-26.5, 3.2))
ax.axis("off")
plt.show()
# --8<-- [end:matrices]

# %% No cambia nada
# --8<-- [start:sin-cambios]
before = points.copy()
again, _ = forward(network, points)

print(f"¿la misma salida otra vez? {np.array_equal(again, output)}")
print(f"¿los datos, intactos?      {np.array_equal(points, before)}")
print(f"¿z conserva negativos?     {(cache[0]['z'] < 0).any()}")
# --8<-- [end:sin-cambios]

# %% Las primeras respuestas
# --8<-- [start:primeras]
untrained, _ = forward(network, x_train)               # (1000, 1)
untrained_accuracy = np.mean((untrained > 0.5) == (y_train == 1))

for answer, label in zip(untrained[:4, 0], y_train[:4, 0]):
    print(f"p = {answer:.3f}, era de la clase {label}")
print(f"de {untrained.min():.3f} a {untrained.max():.3f}")
print(f"exactitud: {untrained_accuracy:.3f}")
# --8<-- [end:primeras]

# %% Lo que responde en todo el plano
# --8<-- [start:plano]
def draw_plane(ax, network):
    """Pinta la respuesta de la red en cada punto y la frontera p = 0.5."""
    side = np.linspace(-3, 3, 121)                     # (121,)
    grid = np.stack(np.meshgrid(side, side), axis=-1)  # (121, 121, 2)
    a, _ = forward(network, grid.reshape(-1, 2))       # (14641, 1)
    a = a.reshape(121, 121)                            # (121, 121)
    colors = ax.contourf(side, side, a, levels=np.linspace(0, 1, 11),
                         cmap="PuOr_r", vmin=-0.6, vmax=1.6)
    colors.set_rasterized(True)  # los colores, como imagen: pesa menos
    ax.contour(side, side, a, levels=[0.5], colors="black")
    ax.set_aspect("equal")
    return colors
# --8<-- [end:plano]

# %% El plano antes de entrenar
# --8<-- [start:plano-inicial]
fig, ax = plt.subplots(figsize=(3.75, 4.2))
colors = draw_plane(ax, network)
fig.colorbar(colors, ax=ax, location="top", label="$p$ (clase 1)",
             ticks=[0, 0.5, 1])
ax.add_patch(plt.Circle((0, 0), radius, fill=False, linestyle="--",
                        lw=2, edgecolor="black"))
ax.set(xlabel="$x_1$", ylabel="$x_2$")
plt.show()
# --8<-- [end:plano-inicial]

# %% La pérdida ingenua
# --8<-- [start:perdida-ingenua]
with np.errstate(divide="raise"):
    for z_wrong in [30.0, 40.0]:  # muy segura de la clase 1; era la 0
        a = sigmoid(np.array(z_wrong))
        try:
            print(f"z = {z_wrong}: {-np.log(1 - a):.4f}")
        except FloatingPointError as error:
            print(f"z = {z_wrong}: {error}")
# --8<-- [end:perdida-ingenua]

# %% Las dos pérdidas
# --8<-- [start:perdidas]
def bce(z, y):
    """Entropía cruzada binaria, a partir de la suma z de la salida."""
    cost = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))  # (N, 1)
    return cost.mean()                                              # ()


def mse(z, y):
    """Error cuadrático medio, también a partir de z."""
    return ((sigmoid(z) - y) ** 2).mean()  # (N, 1) → ()


LOSSES = {"bce": bce, "mse": mse}
# --8<-- [end:perdidas]

# %% La pérdida antes de entrenar
# --8<-- [start:perdida-inicial]
_, cache = forward(network, x_train)
z = cache[-1]["z"]                     # (1000, 1)
blind = np.zeros_like(z)               # z = 0 es p = 0.5 para todos

for name, loss in LOSSES.items():
    print(f"{name}: {loss(z, y_train):.3f} "
          f"(a ciegas: {loss(blind, y_train):.3f})")
print(f"z = 40 y era la clase 0: {bce(np.array(40.0), 0):.1f}")
# --8<-- [end:perdida-inicial]

# %% Solución: las formas de otra red
# --8<-- [start:solucion-formas]
wide = init_network([2, 32, 16, 8, 1], np.random.default_rng(0))
_, wide_cache = forward(wide, x_train[:64])
for saved, layer in zip(wide_cache, wide):
    print(f"{saved['x'].shape} @ {layer['W'].shape} → {saved['z'].shape}")
# --8<-- [end:solucion-formas]

# %% Solución: un punto suelto
# --8<-- [start:solucion-suelto]
lone, _ = forward(network, x_train[0])
batch_of_one, _ = forward(network, x_train[:1])
print(f"entra {x_train[0].shape}, sale {lone.shape}")
print(f"entra {x_train[:1].shape}, sale {batch_of_one.shape}")
print(f"¿el mismo número? {np.allclose(lone, batch_of_one)}")
# --8<-- [end:solucion-suelto]

# %% Solución: sin activaciones
# --8<-- [start:solucion-lineal]
W_all = network[0]["W"] @ network[1]["W"] @ network[2]["W"]  # (2, 1)

h = points                                       # (5, 2)
for layer in network:
    h = h @ layer["W"] + layer["b"]              # (5, n_out), sin activación
print(f"tres capas: {np.round(h[:, 0], 3)}")
print(f"una sola:   {np.round((points @ W_all)[:, 0], 3)}")
# --8<-- [end:solucion-lineal]

# %% Las pendientes de las activaciones
# --8<-- [start:pendientes]
def relu_slope(z):
    return (z > 0).astype(z.dtype)   # (N, n_out): 1 donde pasa, 0 donde no


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2       # (N, n_out)


def sigmoid_slope(z):
    a = sigmoid(z)                   # (N, n_out)
    return a * (1 - a)               # (N, n_out)


SLOPES = {"relu": relu_slope, "tanh": tanh_slope, "sigmoid": sigmoid_slope}
# --8<-- [end:pendientes]

# %% Las pendientes de las pérdidas
# --8<-- [start:pendientes-perdida]
def bce_slope(z, y):
    """Gradiente de bce respecto de z; la media sobre el lote va aquí."""
    return (sigmoid(z) - y) / z.size                         # (N, 1)


def mse_slope(z, y):
    """Gradiente de mse respecto de z, con la misma media."""
    return 2 * (sigmoid(z) - y) * sigmoid_slope(z) / z.size  # (N, 1)


LOSS_SLOPES = {"bce": bce_slope, "mse": mse_slope}
# --8<-- [end:pendientes-perdida]

# %% El paso hacia atrás
# --8<-- [start:backward]
def backward(network, cache, y, loss="bce"):
    """Devuelve dW y db de cada capa; no cambia la red ni la caché."""
    dz = LOSS_SLOPES[loss](cache[-1]["z"], y)      # (N, n_out)
    gradients = []
    for i in reversed(range(len(network))):
        dW = cache[i]["x"].T @ dz                  # (n_in, n_out)
        db = dz.sum(axis=0)                        # (n_out,)
        gradients.insert(0, {"W": dW, "b": db})
        if i > 0:                                  # la capa anterior
            da = dz @ network[i]["W"].T            # (N, n_in)
            slope = SLOPES[network[i - 1]["activation"]]
            dz = da * slope(cache[i - 1]["z"])     # (N, n_in)
    return gradients
# --8<-- [end:backward]

# %% Un gradiente de verdad
# --8<-- [start:gradientes]
x_batch, y_batch = x_train[:50], y_train[:50]     # (50, 2) y (50, 1)
_, cache = forward(network, x_batch)
gradients = backward(network, cache, y_batch)

for i, gradient in enumerate(gradients, start=1):
    dW, db = gradient["W"], gradient["b"]
    print(f"capa {i}: dW {dW.shape}, db {db.shape}, "
          f"tamaño {np.sqrt(np.mean(dW**2)):.3f}")
# --8<-- [end:gradientes]

# %% El viaje de ida y el de vuelta
# --8<-- [start:flujo]
def draw_node(ax, column, row, name, shape):
    ax.text(column, -row, f"${name}$\n{shape}", ha="center", va="center",
            bbox={"boxstyle": "round", "fc": "none", "ec": f"C{column}",
                  "lw": 2})


def draw_arrow(ax, start, end, style="-"):
    (x0, y0), (x1, y1) = start, end
    gap = 23 if x0 == x1 else 31  # puntos que ocupa media caja
    ax.annotate("", (x1, -y1), (x0, -y0), arrowprops={
        "arrowstyle": "->", "color": "C5", "lw": 2, "linestyle": style,
        "shrinkA": gap, "shrinkB": gap})
# --8<-- [end:flujo]

# %% Las cajas y las flechas
# --8<-- [start:ida-y-vuelta]
fig, ax = plt.subplots(figsize=(3.75, 6))
draw_node(ax, 0, 0, "x", x_batch.shape)
for i, (saved, gradient) in enumerate(zip(cache, gradients), start=1):
    row = 2 * i - 1                        # z: filas 1, 3, 5; a: 2, 4
    shape = saved["z"].shape
    draw_node(ax, 0, row, f"z_{i}", shape)
    draw_node(ax, 1, row, f"dz_{i}", shape)
    draw_node(ax, 2, row, f"dW_{i}", gradient["W"].shape)
    draw_arrow(ax, (0, row - 1), (0, row))
    draw_arrow(ax, (0, row), (0, row + 1))
    draw_arrow(ax, (0, row), (1, row), ":")
    draw_arrow(ax, (1, row), (2, row))
    if i < len(network):
        draw_node(ax, 0, row + 1, f"a_{i}", shape)
        draw_node(ax, 1, row + 1, f"da_{i}", shape)
        draw_arrow(ax, (1, row + 1), (1, row))
        draw_arrow(ax, (1, row + 2), (1, row + 1))
draw_node(ax, 0, row + 1, "L", "pérdida")
draw_arrow(ax, (0, row + 1), (1, row))
ax.set(xlim=(-0.45, 2.45), ylim=(-6.5, 0.5))
ax.axis("off")
plt.show()
# --8<-- [end:ida-y-vuelta]

# %% Un peso, a mano
# --8<-- [start:un-peso]
h = 1e-5
losses = []
for step in [h, -h]:
    W = network[0]["W"].copy()                    # (2, 8)
    W[0, 0] += step
    moved = [{**network[0], "W": W}, *network[1:]]
    _, moved_cache = forward(moved, x_batch)
    losses.append(bce(moved_cache[-1]["z"], y_batch))

by_hand = (losses[0] - losses[1]) / (2 * h)
by_backward = gradients[0]["W"][0, 0]
print(f"moviendo el peso: {by_hand:.10f}")
print(f"backward:         {by_backward:.10f}")
# --8<-- [end:un-peso]

# %% Todos los parámetros
# --8<-- [start:diferencias]
def moved_loss(network, x, y, loss, place, step):
    """La pérdida de una copia de la red con un solo número movido."""
    i, name, index = place
    numbers = network[i][name].copy()
    numbers[index] += step
    moved = [*network[:i], {**network[i], name: numbers}, *network[i + 1:]]
    _, cache = forward(moved, x)
    return LOSSES[loss](cache[-1]["z"], y)


def numeric_gradients(network, x, y, loss="bce", h=1e-5):
    """El gradiente por diferencias centradas, parámetro a parámetro."""
    gradients = []
    for i, layer in enumerate(network):
        gradients.append({})
        for name in ["W", "b"]:
            slope = np.zeros_like(layer[name])    # la forma de W o de b
            for index in np.ndindex(slope.shape):
                up, down = [moved_loss(network, x, y, loss, (i, name, index),
                                       step) for step in (h, -h)]
                slope[index] = (up - down) / (2 * h)
            gradients[i][name] = slope
    return gradients
# --8<-- [end:diferencias]

# %% El error relativo
# --8<-- [start:error-relativo]
def relative_errors(ours, numeric):
    """El error relativo de cada parámetro, todos en una fila."""
    errors = []
    for one, other in zip(ours, numeric):
        for name in ["W", "b"]:
            p, q = one[name].ravel(), other[name].ravel()  # (n_in · n_out,)
            total = np.abs(p) + np.abs(q)
            exact = total == 0                             # los dos, cero
            errors.append(np.abs(p - q) / np.where(exact, 1, total))
    return np.concatenate(errors)                          # (parámetros,)
# --8<-- [end:error-relativo]

# %% La comprobación
# --8<-- [start:comprobar]
worst_error = 0.0
for checked_sizes, hidden in [([2, 8, 4, 1], "relu"),
                              ([2, 5, 4, 3, 1], "tanh")]:
    rng = np.random.default_rng(1)
    checked = [{**layer, "b": rng.normal(0, 0.3, layer["b"].shape)}
               for layer in init_network(checked_sizes, rng, hidden)]
    _, checked_cache = forward(checked, x_batch)
    for loss in LOSSES:
        errors = relative_errors(
            backward(checked, checked_cache, y_batch, loss),
            numeric_gradients(checked, x_batch, y_batch, loss),
        )
        worst_error = max(worst_error, errors.max())
        print(f"{checked_sizes} {hidden} {loss}: {len(errors)} parámetros, "
              f"peor error {errors.max():.0e}")
# --8<-- [end:comprobar]

# %% Qué paso elegir
# --8<-- [start:paso-h]
ours = backward(checked, checked_cache, y_batch)
steps = 10.0 ** -np.arange(1, 13)
worst = [
    relative_errors(
        ours, numeric_gradients(checked, x_batch, y_batch, h=step)
    ).max()
    for step in steps
]

fig, ax = plt.subplots()
ax.loglog(steps, worst, "o-")
ax.axhline(1e-6, color="C1", linestyle="--")
ax.set(xlabel="Paso $h$", ylabel="Peor error relativo")
plt.show()
# --8<-- [end:paso-h]

# %% La simetría, en el gradiente
# --8<-- [start:simetria]
for name, value in [("ceros", 0.0), ("iguales", 0.5)]:
    flat = [{**layer, "W": np.full_like(layer["W"], value)}
            for layer in network]
    _, flat_cache = forward(flat, x_batch)
    print(name)
    for i, gradient in enumerate(backward(flat, flat_cache, y_batch), 1):
        columns = np.unique(np.round(gradient["W"], 12), axis=1).shape[1]
        print(f"  dW{i}: columnas distintas, {columns} de "
              f"{gradient['W'].shape[1]}; mayor pendiente, "
              f"{np.abs(gradient['W']).max():.3f}")
# --8<-- [end:simetria]

# %% La actualización
# --8<-- [start:actualizar]
def update(network, gradients, learning_rate):
    """Devuelve una red nueva, un paso más abajo; la vieja no cambia."""
    return [
        {
            **layer,
            "W": layer["W"] - learning_rate * gradient["W"],  # (n_in, n_out)
            "b": layer["b"] - learning_rate * gradient["b"],  # (n_out,)
        }
        for layer, gradient in zip(network, gradients)
    ]
# --8<-- [end:actualizar]

# %% Medir la pérdida
# --8<-- [start:medir]
def loss_of(network, x, y):
    """La entropía cruzada de la red con esos datos."""
    _, cache = forward(network, x)
    return bce(cache[-1]["z"], y)  # (N, 1) → ()
# --8<-- [end:medir]

# %% Un paso
# --8<-- [start:un-paso]
stepped = update(network, gradients, learning_rate=0.1)
loss_before = loss_of(network, x_batch, y_batch)
loss_after = loss_of(stepped, x_batch, y_batch)

squares = sum(np.sum(g**2) for layer in gradients for g in layer.values())
predicted_drop = 0.1 * squares
print(f"antes: {loss_before:.5f}, después: {loss_after:.5f}")
print(f"bajada: {loss_before - loss_after:.5f}, "
      f"prevista: {predicted_drop:.5f}")
# --8<-- [end:un-paso]

# %% Cuánto avanzar
# --8<-- [start:bajada]
rates = np.linspace(0, 12, 61)
along = [loss_of(update(network, gradients, rate), x_batch, y_batch)
         for rate in rates]

fig, ax = plt.subplots()
ax.plot(rates, along, label="pérdida")
ax.plot(rates, loss_before - rates * squares, "--", label="recta tangente")
ax.set(xlabel="Tasa de aprendizaje", ylabel="Pérdida tras un paso",
       ylim=(min(along) - 0.05, max(along) + 0.05))
ax.legend()
plt.show()
# --8<-- [end:bajada]

# %% Solución: dos fallos
# --8<-- [start:solucion-fallos]
def check(broken):
    """Compara con las diferencias una copia retocada del gradiente."""
    numeric = numeric_gradients(checked, x_batch, y_batch)
    return relative_errors(broken, numeric).max()


right = backward(checked, checked_cache, y_batch)
no_mean = [{**layer, "b": layer["b"] * len(x_batch)} for layer in right]

slipped = [{**saved, "z": np.tanh(saved["z"])} for saved in checked_cache]
slipped[-1] = checked_cache[-1]  # la pérdida sigue mirando la z de verdad
at_a = backward(checked, slipped, y_batch)

print(f"correcto:              {check(right):.0e}")
print(f"db sin dividir por N:  {check(no_mean):.0e}")
print(f"pendiente en a, no z:  {check(at_a):.0e}")
# --8<-- [end:solucion-fallos]

# %% Solución: equivocarse con seguridad
# --8<-- [start:solucion-seguridad]
for z_sure in [0.0, 4.0, 8.0]:
    z_one, y_one = np.array([[z_sure]]), np.array([[0]])  # (1, 1)
    print(f"z = {z_sure:.0f}, p = {sigmoid(z_one).item():.4f}: "
          f"bce {bce_slope(z_one, y_one).item():.4f}, "
          f"mse {mse_slope(z_one, y_one).item():.4f}")
# --8<-- [end:solucion-seguridad]

# %% Solución: una esquina
# --8<-- [start:solucion-esquina]
kink = np.array(0.0)
for h_kink in [1e-3, 1e-5]:
    centered = (relu(kink + h_kink) - relu(kink - h_kink)) / (2 * h_kink)
    print(f"h = {h_kink:.0e}: diferencias {centered:.1f}, "
          f"relu_slope {relu_slope(kink):.1f}")

unlucky = init_network([2, 8, 4, 1], np.random.default_rng(0))
_, unlucky_cache = forward(unlucky, x_batch)
n_kinks = sum(int((saved["z"] == 0).sum()) for saved in unlucky_cache[:-1])
print(f"con la semilla 0, sumas ocultas que valen exactamente 0: {n_kinks}")
# --8<-- [end:solucion-esquina]

# %% El entrenamiento
# --8<-- [start:entrenar]
def train(network, x, y, epochs, batch_size, learning_rate, rng, loss="bce"):
    """Devuelve todas las redes: la inicial y la de después de cada época."""
    networks = [network]
    for _ in range(epochs):
        order = rng.permutation(len(x))              # (N,), barajado
        for start in range(0, len(x), batch_size):
            batch = order[start:start + batch_size]  # (lote,)
            # paso hacia delante
            _, cache = forward(network, x[batch])
            # paso hacia atrás
            gradients = backward(network, cache, y[batch], loss)
            # actualización
            network = update(network, gradients, learning_rate)
        networks.append(network)
    return networks
# --8<-- [end:entrenar]

# %% Cien épocas
# --8<-- [start:cien-epocas]
networks = train(network, x_train, y_train, epochs=100, batch_size=50,
                 learning_rate=0.1, rng=np.random.default_rng(42))
trained = networks[-1]

n_updates = 100 * len(x_train) // 50
print(f"redes guardadas: {len(networks)}")
print(f"actualizaciones: {n_updates}")
# --8<-- [end:cien-epocas]

# %% Poner nota
# --8<-- [start:evaluar]
def evaluate(network, x, y):
    """Devuelve la pérdida y la exactitud; no cambia nada."""
    a, cache = forward(network, x)            # (N, 1)
    hits = (a > 0.5) == (y == 1)              # (N, 1), aciertos
    return bce(cache[-1]["z"], y), hits.mean()


log = {
    "entrenamiento": [evaluate(net, x_train, y_train) for net in networks],
    "validación": [evaluate(net, x_val, y_val) for net in networks],
}
print("        entrenar       validar")
print("época  pérd.  exact.  pérd.  exact.")
for epoch in [0, 1, 5, 20, 50, 100]:
    fit, val = [log[name][epoch] for name in log]
    print(f"{epoch:5d}  {fit[0]:5.3f}  {fit[1]:6.3f}  "
          f"{val[0]:5.3f}  {val[1]:6.3f}")
# --8<-- [end:evaluar]

# %% Las curvas
# --8<-- [start:curvas]
fig, (top, bottom) = plt.subplots(2, sharex=True, figsize=(3.75, 5))
for (name, values), style in zip(log.items(), ["-", "--"]):
    losses, accuracies = np.transpose(values)  # (101, 2) → (2, 101)
    top.plot(losses, style, label=name)
    bottom.plot(accuracies, style)
top.set(ylabel="Pérdida", ylim=(0, None))
top.legend()
bottom.set(ylabel="Exactitud", xlabel="Época", ylim=(0.45, 1.02))
plt.show()
# --8<-- [end:curvas]

# %% Seis momentos
# --8<-- [start:momentos]
fig, axes = plt.subplots(3, 2, figsize=(3.75, 6))
for ax, epoch in zip(axes.flat, [0, 1, 5, 10, 20, 100]):
    draw_plane(ax, networks[epoch])
    ax.add_patch(plt.Circle((0, 0), radius, fill=False, linestyle="--",
                            lw=1.5, edgecolor="black"))
    ax.set(title=f"época {epoch}", xticks=[], yticks=[])
plt.show()
# --8<-- [end:momentos]

# %% El examen
# --8<-- [start:examen]
from sklearn.linear_model import LogisticRegression

test_loss, test_accuracy = evaluate(trained, x_test, y_test)
standard_error = np.sqrt(test_accuracy * (1 - test_accuracy) / len(x_test))
majority_test = max(y_test.mean(), 1 - y_test.mean())

linear = LogisticRegression().fit(x_train, y_train[:, 0])
linear_test = linear.score(x_test, y_test[:, 0])

squares_train = np.sum(x_train**2, axis=1)[:, None]  # (1000, 1): x₁² + x₂²
squares_test = np.sum(x_test**2, axis=1)[:, None]    # (500, 1)
expert = LogisticRegression(C=1e4).fit(squares_train, y_train[:, 0])
expert_test = expert.score(squares_test, y_test[:, 0])

print(f"siempre lo mismo:     {majority_test:.3f}")
print(f"lineal con x₁ y x₂:   {linear_test:.3f}")
print(f"nuestra red:          {test_accuracy:.3f} ± {standard_error:.3f}")
print(f"lineal con x₁² + x₂²: {expert_test:.3f}")

ours = (forward(trained, x_test)[0] > 0.5) == (y_test == 1)    # (500, 1)
theirs = expert.predict(squares_test)[:, None] == y_test       # (500, 1)
print(f"solo acierta la red: {np.sum(ours & ~theirs)}; "
      f"solo el último: {np.sum(theirs & ~ours)}")
# --8<-- [end:examen]

# %% Dónde falla
# --8<-- [start:fallos]
a, _ = forward(trained, x_test)                      # (500, 1)
wrong = ((a > 0.5) != (y_test == 1))[:, 0]           # (500,)
gap = np.abs(np.linalg.norm(x_test, axis=1) - radius)  # (500,)
n_wrong, farthest_wrong = int(wrong.sum()), gap[wrong].max()

fig, ax = plt.subplots(figsize=(3.75, 3.75))
draw_plane(ax, trained)
right, missed = x_test[~wrong], x_test[wrong]
ax.scatter(right[:, 0], right[:, 1], s=4, color="C5")
ax.scatter(missed[:, 0], missed[:, 1], s=60, marker="X", color="black")
ax.set(xlim=(-3, 3), ylim=(-3, 3), xlabel="$x_1$", ylabel="$x_2$")
plt.show()
print(f"fallos: {n_wrong} de {len(x_test)}")
print(f"el más lejano, a {farthest_wrong:.3f} del círculo verdadero")
# --8<-- [end:fallos]

# %% Diez semillas
# --8<-- [start:semillas]
def curves_by_seed(sizes, seeds):
    """Entrena una red por semilla: pérdidas por época y redes finales."""
    curves, finals = [], []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        start = init_network(sizes, rng)
        run = train(start, x_train, y_train, epochs=100, batch_size=50,
                    learning_rate=0.1, rng=rng)
        curves.append([loss_of(net, x_train, y_train) for net in run])
        finals.append(run[-1])
    return np.array(curves), finals            # (semillas, 101)


curves, finals = curves_by_seed([2, 8, 4, 1], range(10))
accuracies = [evaluate(net, x_val, y_val)[1] for net in finals]
median_accuracy = np.median(accuracies)
worst_accuracy, best_accuracy = min(accuracies), max(accuracies)
print(np.reshape(accuracies, (2, 5)))
print(f"mediana: {median_accuracy:.3f}")
# --8<-- [end:semillas]

# %% Una red más estrecha
# --8<-- [start:estrecha]
narrow_curves, narrow_finals = curves_by_seed([2, 3, 1], range(10))
narrow_accuracies = [evaluate(net, x_val, y_val)[1]
                     for net in narrow_finals]
narrow_median = np.median(narrow_accuracies)
print(np.reshape(narrow_accuracies, (2, 5)))
print(f"mediana: {narrow_median:.3f}")

fig, axes = plt.subplots(2, sharex=True, figsize=(3.75, 5.2))
for ax, lines, title in [(axes[0], curves, "2–8–4–1"),
                         (axes[1], narrow_curves, "2–3–1")]:
    for line in lines:
        slow = line[20] > 0.5
        ax.plot(line, "C1--" if slow else "C0-", lw=2 if slow else 1)
    ax.set(title=title, ylabel="Pérdida", ylim=(0, 0.9))
axes[1].set(xlabel="Época")
plt.show()
# --8<-- [end:estrecha]

# %% Tomar el pulso a una red
# --8<-- [start:pulso]
def pulse(net):
    """Imprime cuánto se enciende cada neurona y cuánto mide el gradiente."""
    _, cache = forward(net, x_train)
    for i, saved in enumerate(cache[:-1], start=1):
        active = (saved["z"] > 0).mean(axis=0)  # (1000, n_out) → (n_out,)
        print(f"  capa {i}: {np.round(active, 3)}")
    squares = sum(np.sum(g**2) for layer in backward(net, cache, y_train)
                  for g in layer.values())
    print(f"  gradiente: {np.sqrt(squares):.3f}")
# --8<-- [end:pulso]

# %% La semilla lenta
# --8<-- [start:lenta]
slow_seed = int(np.argmax(curves[:, 20]))
for seed in [0, slow_seed]:
    print(f"semilla {seed}, antes de entrenar")
    pulse(init_network([2, 8, 4, 1], np.random.default_rng(seed)))
print(f"semilla {slow_seed}, después")
pulse(finals[slow_seed])
# --8<-- [end:lenta]

# %% La semilla atascada
# --8<-- [start:atascada]
stuck_seed = int(np.argmin(narrow_accuracies))
stuck_accuracy = min(narrow_accuracies)
for seed in [0, stuck_seed]:
    print(f"semilla {seed}, exactitud {narrow_accuracies[seed]:.3f}")
    pulse(narrow_finals[seed])
# --8<-- [end:atascada]

# %% Dos semillas, cara a cara
# --8<-- [start:rectas]
side = np.array([-3, 3])
fig, axes = plt.subplots(2, figsize=(3.75, 6))
for ax, seed in zip(axes, [0, stuck_seed]):
    W, b = narrow_finals[seed][0]["W"], narrow_finals[seed][0]["b"]
    draw_plane(ax, narrow_finals[seed])
    for k in range(3):  # la recta en la que z vale 0
        ax.plot(side, -(b[k] + W[0, k] * side) / W[1, k], "C3--")
    ax.set(title=f"semilla {seed}", xlim=(-3, 3), ylim=(-3, 3),
           xticks=[], yticks=[])
plt.show()
# --8<-- [end:rectas]

# %% La misma red en Keras
# --8<-- [start:keras]
import keras

keras.config.set_floatx("float64")  # 64 bits por número, como NumPy


def keras_copy(network, learning_rate=0.1):
    """La misma red en Keras, con una copia de los mismos pesos."""
    model = keras.Sequential([keras.Input(shape=(len(network[0]["W"]),))])
    for layer in network:
        model.add(keras.layers.Dense(
            len(layer["b"]), activation=layer["activation"]))
        model.layers[-1].set_weights([layer["W"], layer["b"]])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate),
                  loss="binary_crossentropy")
    return model


model = keras_copy(network)
print(f"parámetros: {model.count_params()}")
# --8<-- [end:keras]

# %% Las dos, lote a lote
# --8<-- [start:lote-a-lote]
rng = np.random.default_rng(42)
net, ours, theirs = network, [], []
for _ in range(50):
    order = rng.permutation(len(x_train))              # (1000,)
    for batch in order.reshape(20, 50):                # (50,)
        inputs, labels = x_train[batch], y_train[batch]
        # paso hacia delante
        _, cache = forward(net, inputs)
        ours.append(bce(cache[-1]["z"], labels))
        # paso hacia atrás
        gradients = backward(net, cache, labels)
        # actualización
        net = update(net, gradients, learning_rate=0.1)
        theirs.append(model.train_on_batch(inputs, labels))

ours = np.reshape(ours, (50, 20))                      # (épocas, lotes)
theirs = np.reshape(theirs, (50, 20))                  # (épocas, lotes)
keras_difference = np.abs(ours - theirs).max()
for epoch in [1, 10, 50]:
    print(f"época {epoch:2d}: NumPy {ours[epoch - 1].mean():.8f}, "
          f"Keras {theirs[epoch - 1].mean():.8f}")
print(f"mayor diferencia en un lote: {keras_difference:.0e}")
# --8<-- [end:lote-a-lote]

# %% Las dos curvas
# --8<-- [start:dos-curvas]
fig, ax = plt.subplots()
ax.plot(range(1, 51), ours.mean(axis=1), label="NumPy")
ax.plot(range(1, 51, 3), theirs.mean(axis=1)[::3], "o", label="Keras")
ax.set(xlabel="Época", ylabel="Pérdida media de los lotes", ylim=(0, None))
ax.legend()
plt.show()
# --8<-- [end:dos-curvas]

# %% Todo en 32 bits
# --8<-- [start:corta]
keras.config.set_floatx("float32")  # los bits de Keras por defecto
x_short, y_short = np.float32(x_train), np.float32(y_train)


def in_short(network):
    """La misma red, con números de 32 bits."""
    return [{**layer, "W": np.float32(layer["W"]),
             "b": np.float32(layer["b"])} for layer in network]
# --8<-- [end:corta]

# %% Cuatro maneras de dar un paso
# --8<-- [start:candidatos]
from sklearn.neural_network import MLPClassifier


def contenders(sizes, batch_size):
    """Una función por candidato; cada una entrena una época en 32 bits."""
    start = in_short(init_network(sizes, np.random.default_rng(0)))
    batches = np.arange(len(x_short)).reshape(-1, batch_size)
    model = keras_copy(start)
    mlp = MLPClassifier(sizes[1:-1], solver="sgd", learning_rate_init=0.1,
                        momentum=0, alpha=0, batch_size=batch_size)
    return {
        "NumPy": lambda: train(start, x_short, y_short, 1, batch_size, 0.1,
                               np.random.default_rng(0)),
        "scikit-learn": lambda: mlp.partial_fit(x_short, y_short[:, 0],
                                                classes=[0, 1]),
        "Keras, lotes": lambda: [
            model.train_on_batch(x_short[batch], y_short[batch])
            for batch in batches],
        "Keras, fit": lambda: model.fit(x_short, y_short, verbose=0,
                                        batch_size=batch_size),
    }
# --8<-- [end:candidatos]

# %% Cuánto tarda un paso tags=["variable"]
# --8<-- [start:tiempos]
import time


def step_times(sizes, batch_size, rounds=9):
    """Los microsegundos de un paso: el mejor de varios intentos."""
    runs = contenders(sizes, batch_size)
    times = {name: [] for name in runs}
    for _ in range(rounds):  # alternados: lo que estorbe estorba a todos
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            seconds = time.perf_counter() - start
            times[name].append(1e6 * seconds * batch_size / len(x_short))
    return {name: min(values) for name, values in times.items()}


small = step_times([2, 8, 4, 1], 50)
large = step_times([2, 256, 256, 1], 250)
for name in small:
    print(f"{name:13s} pequeña {small[name] / small['NumPy']:6.1f}, "
          f"grande {large[name] / large['NumPy']:5.1f}")
print(f"un paso con NumPy: {small['NumPy']:.0f} µs la pequeña, "
      f"{large['NumPy']:.0f} µs la grande")
# --8<-- [end:tiempos]

# %% Solución: desde cero y desde iguales
# --8<-- [start:solucion-ceros]
for name, value in [("ceros", 0.0), ("iguales", 0.5)]:
    flat = [{**layer, "W": np.full_like(layer["W"], value)}
            for layer in network]
    end = train(flat, x_train, y_train, epochs=100, batch_size=50,
                learning_rate=0.1, rng=np.random.default_rng(42))[-1]
    loss, accuracy = evaluate(end, x_val, y_val)
    columns = np.unique(end[0]["W"], axis=1).shape[1]
    print(f"{name}: pérdida {loss:.3f}, exactitud {accuracy:.3f}, "
          f"neuronas distintas en la capa 1: {columns}")
# --8<-- [end:solucion-ceros]

# %% Solución: un lote con todo
# --8<-- [start:solucion-lote]
for epochs, batch_size in [(100, 50), (100, 1000), (2000, 1000)]:
    end = train(network, x_train, y_train, epochs, batch_size,
                learning_rate=0.1, rng=np.random.default_rng(42))[-1]
    loss, accuracy = evaluate(end, x_val, y_val)
    print(f"{epochs:4d} épocas, lotes de {batch_size:4d}, "
          f"{epochs * 1000 // batch_size} actualizaciones: "
          f"pérdida {loss:.3f}, exactitud {accuracy:.3f}")
# --8<-- [end:solucion-lote]

# %% Solución: el ancho y las semillas
# --8<-- [start:solucion-ancho]
for width in [3, 4, 6]:
    _, many = curves_by_seed([2, width, 1], range(20))
    scores = np.array([evaluate(net, x_val, y_val)[1] for net in many])
    print(f"{width} neuronas: mediana {np.median(scores):.3f}, "
          f"peor {scores.min():.3f}, "
          f"por debajo de 0.85: {np.sum(scores < 0.85)} de 20")
# --8<-- [end:solucion-ancho]

# %% Solución: la mitad de bits
# --8<-- [start:solucion-bits]
keras.config.set_floatx("float32")  # los de Keras por defecto
half = keras_copy(network)
rng = np.random.default_rng(42)
in_half = []
for _ in range(50):
    for batch in rng.permutation(len(x_train)).reshape(20, 50):
        in_half.append(half.train_on_batch(x_train[batch], y_train[batch]))

gaps = np.abs(ours - np.reshape(in_half, (50, 20))).max(axis=1)  # (50,)
for epoch in [1, 10, 50]:
    print(f"época {epoch:2d}: mayor diferencia {gaps[epoch - 1]:.0e}")
# --8<-- [end:solucion-bits]
