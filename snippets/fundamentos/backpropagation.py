"""Backpropagation: de la regla de la cadena al gradiente de una red de dos capas."""

# %% La regla de la cadena
# --8<-- [start:cadena]
import math

import matplotlib.pyplot as plt
import numpy as np


def inner(x):
    return 3 * x + 1


def outer(u):
    return u**2


x, h = 2.0, 1e-5
u = inner(x)
du_dx = (inner(x + h) - inner(x - h)) / (2 * h)
dJ_du = (outer(u + h) - outer(u - h)) / (2 * h)
dJ_dx = (outer(inner(x + h)) - outer(inner(x - h))) / (2 * h)

print(f"x = {x:.0f}, u = {u:.0f}, J = {outer(u):.0f}")
print(f"du/dx = {du_dx:.3f}")
print(f"dJ/du = {dJ_du:.3f}")
print(f"dJ/dx = {dJ_dx:.3f}, y el producto: {du_dx * dJ_du:.3f}")
# --8<-- [end:cadena]

# %% Hacia delante
# --8<-- [start:delante]
a, b, c = 4.0, 2.0, 3.0

u = b * c
v = a + u
J = 3 * v
print(f"u = {u:.0f}, v = {v:.0f}, J = {J:.0f}")
# --8<-- [end:delante]

# %% Dibujar el grafo
# --8<-- [start:dibujo]
places = {"b": (0, 4), "c": (2, 4), "×": (1, 3), "a": (3, 3), "+": (2, 2),
          "×3": (2, 1), "J": (2, 0)}
edges = [("b", "×", "b"), ("c", "×", "c"), ("×", "+", "u"),
         ("a", "+", "a"), ("+", "×3", "v"), ("×3", "J", "J")]


def draw_graph(ax, values, derivatives=None):
    """Dibuja el grafo y, junto a cada flecha, lo que pasa por ella."""
    for start, end, name in edges:
        (x1, y1), (x2, y2) = places[start], places[end]
        arrow = {"arrowstyle": "->", "shrinkA": 15, "shrinkB": 15,
                 "color": "C5", "lw": 1.5}
        ax.annotate("", (x2, y2), (x1, y1), arrowprops=arrow)
        side = -1 if x1 < x2 else 1  # a qué lado de la flecha va el texto
        x, y = (x1 + x2) / 2 + 0.3 * side, (y1 + y2) / 2
        align = "right" if side < 0 else "left"
        ax.text(x, y, f"{name} = {values[name]:.0f}", ha=align, va="bottom")
        if derivatives:
            ax.text(x, y, f"∂J/∂{name} = {derivatives[name]:.0f}", ha=align,
                    va="top", color="C4")
    for name, (x, y) in places.items():
        ax.text(x, y, name, ha="center", va="center", fontsize=14)
        ax.plot(x, y, "o", ms=26, mfc="none", mec="C0", mew=1.5)
# --8<-- [end:dibujo]

# %% El grafo con sus valores
# --8<-- [start:grafo-delante]
values = {"a": a, "b": b, "c": c, "u": u, "v": v, "J": J}

fig, ax = plt.subplots(figsize=(3.75, 4.2))
draw_graph(ax, values)
ax.set(xlim=(-1.3, 4.2), ylim=(-0.4, 4.4))
ax.axis("off")
plt.show()
# --8<-- [end:grafo-delante]

# %% Hacia atrás
# --8<-- [start:atras]
dJ = 1.0      # J respecto a sí misma
dv = 3 * dJ   # J = 3v
da = 1 * dv   # v = a + u
du = 1 * dv
db = c * du   # u = b · c
dc = b * du

print(f"∂J/∂v = {dv:.0f}, ∂J/∂u = {du:.0f}")
print(f"∂J/∂a = {da:.0f}, ∂J/∂b = {db:.0f}, ∂J/∂c = {dc:.0f}")
# --8<-- [end:atras]

# %% El grafo con sus derivadas
# --8<-- [start:grafo-atras]
derivatives = {"a": da, "b": db, "c": dc, "u": du, "v": dv, "J": dJ}

fig, ax = plt.subplots(figsize=(3.75, 5))
draw_graph(ax, values, derivatives)
ax.set(xlim=(-1.3, 4.2), ylim=(-0.4, 4.4))
ax.axis("off")
plt.show()
# --8<-- [end:grafo-atras]

# %% Medirlo
# --8<-- [start:medir]
def cost(a, b, c):
    return 3 * (a + b * c)


measured = [(cost(a + h, b, c) - cost(a - h, b, c)) / (2 * h),
            (cost(a, b + h, c) - cost(a, b - h, c)) / (2 * h),
            (cost(a, b, c + h) - cost(a, b, c - h)) / (2 * h)]
print("medidas: " + ", ".join(f"{value:.3f}" for value in measured))
# --8<-- [end:medir]

# %% El motor: un número con memoria
# --8<-- [start:motor]
class Value:
    """Un número que recuerda de qué otros números salió."""

    def __init__(self, data, parents=()):
        self.data = data        # el valor: lo pone el paso hacia delante
        self.parents = parents  # pares (de quién salió, derivada local)
        self.grad = 0.0         # la derivada: la pone el paso hacia atrás

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data,
                     [(self, other.data), (other, self.data)])

    __radd__, __rmul__ = __add__, __mul__  # para 3 + x y 3 * x


def as_value(x):
    return x if isinstance(x, Value) else Value(x)
# --8<-- [end:motor]

# %% El orden y el paso hacia atrás
# --8<-- [start:hacia-atras]
def topological_order(result):
    """Devuelve los nodos, cada uno detrás de aquellos de los que salió."""
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for parent, _ in node.parents:
                visit(parent)
            order.append(node)

    visit(result)
    return order


def backward(result):
    """Deja en cada nodo la derivada de `result` respecto a él."""
    order = topological_order(result)
    for node in order:
        node.grad = 0.0
    result.grad = 1.0
    for node in reversed(order):
        for parent, local in node.parents:
            parent.grad += local * node.grad
# --8<-- [end:hacia-atras]

# %% El motor con nuestro grafo
# --8<-- [start:probar]
a, b, c = Value(4.0), Value(2.0), Value(3.0)
J = 3 * (a + b * c)
backward(J)

print(f"J = {J.data:.0f}")
print(f"∂J/∂a = {a.grad:.0f}, ∂J/∂b = {b.grad:.0f}, ∂J/∂c = {c.grad:.0f}")
# --8<-- [end:probar]

# %% Dos caminos
# --8<-- [start:dos-caminos]
x = Value(2.0)
t = x * x
s = t + x
J = s * t  # (x² + x) · x² = x⁴ + x³
backward(J)

names = {id(x): "x", id(t): "t", id(s): "s", id(J): "J"}
order = " ".join(names[id(node)] for node in topological_order(J))
two_paths = x.grad
print(f"orden: {order}")
print(f"motor: {two_paths:.0f}, fórmula: {4 * 2**3 + 3 * 2**2}")
# --8<-- [end:dos-caminos]

# %% Más operaciones
# --8<-- [start:funciones]
def power(x, n):
    return Value(x.data**n, [(x, n * x.data ** (n - 1))])


def exp(x):
    y = math.exp(x.data)
    return Value(y, [(x, y)])


def log(x):
    return Value(math.log(x.data), [(x, 1 / x.data)])


def tanh(x):
    y = math.tanh(x.data)
    return Value(y, [(x, 1 - y**2)])


def relu(x):
    return Value(max(0.0, x.data), [(x, float(x.data > 0))])
# --8<-- [end:funciones]

# %% Restas y divisiones
# --8<-- [start:operadores]
Value.__pow__ = power
Value.__neg__ = lambda self: self * -1.0
Value.__sub__ = lambda self, other: self + -as_value(other)
Value.__rsub__ = lambda self, other: as_value(other) + -self
Value.__truediv__ = lambda self, other: self * as_value(other) ** -1
Value.__rtruediv__ = lambda self, other: as_value(other) * self**-1
# --8<-- [end:operadores]

# %% Una neurona
# --8<-- [start:neurona]
def neuron_loss(w1, w2, b):
    z = w1 * 1.5 + w2 * -2.0 + b  # entradas 1.5 y −2.0
    p = 1 / (1 + exp(-z))         # sigmoide
    return -log(p)                # entropía cruzada: la respuesta era 1


w1, w2, b = Value(0.4), Value(0.8), Value(0.1)
loss = neuron_loss(w1, w2, b)
backward(loss)
grads = [w1.grad, w2.grad, b.grad]
n_nodes = len(topological_order(loss))

probability = math.exp(-loss.data)
print(f"p = {probability:.4f}, pérdida = {loss.data:.4f}")
print(f"nodos del grafo: {n_nodes}")
print("motor:   " + ", ".join(f"{grad:.4f}" for grad in grads))
print("fórmula: "
      + ", ".join(f"{(probability - 1) * x:.4f}" for x in [1.5, -2, 1]))
# --8<-- [end:neurona]

# %% Un paso
# --8<-- [start:un-paso]
before = loss.data
for parameter in [w1, w2, b]:
    parameter.data -= 0.1 * parameter.grad  # esto es el descenso
after = neuron_loss(w1, w2, b).data
print(f"pérdida: {before:.4f} antes, {after:.4f} después")
# --8<-- [end:un-paso]

# %% Los datos y los parámetros de la red
# --8<-- [start:red]
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])  # XOR

rng = np.random.default_rng(42)
W1, b1 = rng.normal(size=(2, 3)), np.zeros(3)
W2, b2 = rng.normal(size=(3, 1)), np.zeros(1)
parameters = [W1, b1, W2, b2]
n_parameters = sum(array.size for array in parameters)

print(f"X {X.shape}, Y {Y.shape}")
print(f"W1 {W1.shape}, b1 {b1.shape}, W2 {W2.shape}, b2 {b2.shape}")
print(f"parámetros: {n_parameters}")
# --8<-- [end:red]

# %% La red, hacia delante
# --8<-- [start:red-delante]
def forward(parameters, X, Y):
    """Devuelve la pérdida y lo que hará falta para volver."""
    W1, b1, W2, b2 = parameters
    Z1 = X @ W1 + b1           # (4, 2) @ (2, 3) + (3,) → (4, 3)
    A1 = np.tanh(Z1)           # (4, 3)
    Z2 = A1 @ W2 + b2          # (4, 3) @ (3, 1) + (1,) → (4, 1)
    P = 1 / (1 + np.exp(-Z2))  # (4, 1)
    loss = -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))
    return loss, A1, P


first_loss, A1, P = forward(parameters, X, Y)
print(f"pérdida: {first_loss:.4f}")
print(f"P = {P.ravel().round(3)}")
# --8<-- [end:red-delante]

# %% La red, hacia atrás
# --8<-- [start:red-atras]
def gradients(parameters, X, Y, A1, P):
    """Devuelve la derivada de la pérdida respecto a cada parámetro."""
    W1, b1, W2, b2 = parameters
    dZ2 = (P - Y) / len(X)      # (4, 1)
    dW2 = A1.T @ dZ2            # (3, 4) @ (4, 1) → (3, 1)
    db2 = dZ2.sum(axis=0)       # (1,)
    dA1 = dZ2 @ W2.T            # (4, 1) @ (1, 3) → (4, 3)
    dZ1 = dA1 * (1 - A1**2)     # (4, 3), elemento a elemento
    dW1 = X.T @ dZ1             # (2, 4) @ (4, 3) → (2, 3)
    db1 = dZ1.sum(axis=0)       # (3,)
    return [dW1, db1, dW2, db2]


by_hand = gradients(parameters, X, Y, A1, P)
for name, array, grad in zip(["W1", "b1", "W2", "b2"], parameters, by_hand):
    print(f"{name}: forma {array.shape}, gradiente {grad.shape}")
print(f"dW1 =\n{by_hand[0].round(4)}")
# --8<-- [end:red-atras]

# %% Medir el gradiente
# --8<-- [start:numerico]
def numeric_gradients(parameters, X, Y, h=1e-5):
    """Mueve los parámetros de uno en uno: dos pérdidas por cada uno."""
    result = []
    for k, array in enumerate(parameters):
        gradient = np.zeros_like(array)
        for i in np.ndindex(array.shape):
            step = np.zeros_like(array)
            step[i] = h
            up, down = list(parameters), list(parameters)
            up[k], down[k] = array + step, array - step
            rise = forward(up, X, Y)[0] - forward(down, X, Y)[0]
            gradient[i] = rise / (2 * h)
        result.append(gradient)
    return result
# --8<-- [end:numerico]

# %% Comprobar el gradiente
# --8<-- [start:comprobar]
def relative_error(g, reference):
    difference = np.linalg.norm(g - reference)
    return difference / (np.linalg.norm(g) + np.linalg.norm(reference))


measured = numeric_gradients(parameters, X, Y)
errors = [relative_error(g, m) for g, m in zip(by_hand, measured)]
worst = max(errors)
for name, error in zip(["W1", "b1", "W2", "b2"], errors):
    print(f"{name}: ¿menor que 1e-6? {error < 1e-6}")
# --8<-- [end:comprobar]

# %% Un fallo a propósito
# --8<-- [start:fallo]
dZ2 = (P - Y) / len(X)
wrong_dZ1 = dZ2 @ W2.T  # falta multiplicar por 1 − A1²
wrong_dW1 = X.T @ wrong_dZ1
wrong_error = relative_error(wrong_dW1, measured[0])

print(f"forma: {wrong_dW1.shape}, la correcta")
print(f"error relativo: {wrong_error:.2f}")
# --8<-- [end:fallo]

# %% El tamaño de h
# --8<-- [start:tamano-h]
def flat(arrays):
    return np.concatenate([array.ravel() for array in arrays])


sizes = np.logspace(-12, -1, 34)
check_errors = [relative_error(flat(by_hand),
                               flat(numeric_gradients(parameters, X, Y, h)))
                for h in sizes]

fig, ax = plt.subplots(figsize=(3.75, 3.2))
ax.loglog(sizes, check_errors, "o-", ms=4)
ax.axhline(1e-6, color="C4", linestyle="--")
ax.set(xlabel="h", ylabel="Error relativo",
       xticks=[1e-12, 1e-8, 1e-5, 1e-2],
       xticklabels=["1e-12", "1e-8", "1e-5", "1e-2"],
       yticks=[1e-10, 1e-6, 1e-2], yticklabels=["1e-10", "1e-6", "1e-2"])
ax.minorticks_off()
plt.show()
# --8<-- [end:tamano-h]

# %% Entrenar
# --8<-- [start:entrenar]
def train(parameters, X, Y, rate, beta, n_steps):
    velocities = [np.zeros_like(array) for array in parameters]
    losses = []
    for _ in range(n_steps):
        # paso hacia delante
        loss, A1, P = forward(parameters, X, Y)
        losses.append(loss)
        # paso hacia atrás
        grads = gradients(parameters, X, Y, A1, P)
        # actualización
        velocities = [beta * v - rate * g
                      for v, g in zip(velocities, grads)]
        parameters = [p + v for p, v in zip(parameters, velocities)]
    return parameters, losses


trained, plain_losses = train(parameters, X, Y, 0.3, beta=0, n_steps=500)
quick, fast_losses = train(parameters, X, Y, 0.3, beta=0.9, n_steps=500)
plain_loss, fast_loss = plain_losses[-1], fast_losses[-1]
answers = forward(quick, X, Y)[2]
print(f"descenso sencillo: {plain_loss:.4f}")
print(f"con momento:       {fast_loss:.4f}")
print(f"respuestas: {answers.ravel().round(3)}")
# --8<-- [end:entrenar]

# %% Las dos curvas
# --8<-- [start:curvas]
fig, ax = plt.subplots(figsize=(3.75, 3))
ax.plot(plain_losses, label="descenso sencillo")
ax.plot(fast_losses, "--", label="con momento")
ax.axhline(math.log(2), color="C5", linestyle=":", label="a ciegas: ln 2")
ax.set(xlabel="Actualización", ylabel="Pérdida", ylim=(0, 1.15))
ax.legend()
plt.show()
# --8<-- [end:curvas]

# %% La neurona, con TensorFlow
# --8<-- [start:tensorflow-neurona]
import tensorflow as tf

w1, w2, b = [tf.Variable(value, dtype="float64")
             for value in [0.4, 0.8, 0.1]]
with tf.GradientTape() as tape:  # graba el grafo mientras se calcula
    p = tf.sigmoid(w1 * 1.5 + w2 * -2.0 + b)
    loss = -tf.math.log(p)
tape_grads = [float(g) for g in tape.gradient(loss, [w1, w2, b])]

print("motor:      " + ", ".join(f"{grad:.4f}" for grad in grads))
print("TensorFlow: " + ", ".join(f"{grad:.4f}" for grad in tape_grads))
# --8<-- [end:tensorflow-neurona]

# %% La red, con TensorFlow
# --8<-- [start:tensorflow]
variables = [tf.Variable(array) for array in parameters]
with tf.GradientTape() as tape:
    hidden = tf.tanh(X @ variables[0] + variables[1])
    p = tf.sigmoid(hidden @ variables[2] + variables[3])
    tf_loss = -tf.reduce_mean(Y * tf.math.log(p)
                              + (1 - Y) * tf.math.log(1 - p))
tf_gradients = tape.gradient(tf_loss, variables)

for name, g, t in zip(["W1", "b1", "W2", "b2"], by_hand, tf_gradients):
    print(f"{name}: ¿iguales? {np.allclose(g, t, rtol=1e-10)}")
# --8<-- [end:tensorflow]

# %% Solución: otro grafo
# --8<-- [start:solucion-grafo]
left, right, extra = Value(2.0), Value(-1.0), Value(5.0)
cost_value = (left * right + extra) ** 2
backward(cost_value)
print(f"J = {cost_value.data:.0f}")
print(f"∂J/∂a = {left.grad:.0f}, ∂J/∂b = {right.grad:.0f}, "
      f"∂J/∂c = {extra.grad:.0f}")
# --8<-- [end:solucion-grafo]

# %% Solución: la sigmoide en una pieza
# --8<-- [start:solucion-sigmoide]
def sigmoid(x):
    s = 1 / (1 + math.exp(-x.data))
    return Value(s, [(x, s * (1 - s))])


one_piece, in_parts = Value(-0.9), Value(-0.9)
whole, parts = sigmoid(one_piece), 1 / (1 + exp(-in_parts))
backward(whole)
backward(parts)
whole_nodes = len(topological_order(whole))
parts_nodes = len(topological_order(parts))
print(f"una pieza: {one_piece.grad:.6f}, {whole_nodes} nodos")
print(f"por partes: {in_parts.grad:.6f}, {parts_nodes} nodos")
# --8<-- [end:solucion-sigmoide]

# %% Solución: ReLU en la capa oculta
# --8<-- [start:solucion-relu]
inputs = np.array([[0.5, -1.2], [1.0, 0.3], [-0.7, 0.8]])
target = np.array([[1.0], [0.0], [1.0]])


def relu_loss(W1):
    hidden = np.maximum(0, inputs @ W1 + b1)
    P = 1 / (1 + np.exp(-(hidden @ W2 + b2)))
    return -np.mean(target * np.log(P) + (1 - target) * np.log(1 - P)), P


Z1 = inputs @ W1 + b1                                # (3, 3)
dA1 = (relu_loss(W1)[1] - target) / len(inputs) @ W2.T
relu_dW1 = inputs.T @ (dA1 * (Z1 > 0))
check = np.zeros_like(W1)
for i in np.ndindex(W1.shape):
    nudge = np.zeros_like(W1)
    nudge[i] = 1e-5
    check[i] = (relu_loss(W1 + nudge)[0] - relu_loss(W1 - nudge)[0]) / 2e-5
relu_error = relative_error(relu_dW1, check)
print(f"¿menor que 1e-6? {relu_error < 1e-6}")
# --8<-- [end:solucion-relu]
