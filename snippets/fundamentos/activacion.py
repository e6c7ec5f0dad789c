"""Funciones de activación: fórmulas, derivadas, gradientes y desbordes."""

# %% La pendiente
# --8<-- [start:pendiente]
import matplotlib.pyplot as plt
import numpy as np


def slope(f, z, h=1e-5):
    """Mide la pendiente de f en z dando un paso corto a cada lado."""
    return (f(z + h) - f(z - h)) / (2 * h)


print(f"pendiente de z² en z = 3: {slope(np.square, 3.0):.4f}")
# --8<-- [end:pendiente]

# %% Dibujar una función y su derivada
# --8<-- [start:dibujar]
z = np.linspace(-5, 5, 500)  # 500 puntos: ninguno cae justo en 0


def plot_pair(f, derivative):
    """Dibuja una activación y su derivada."""
    fig, ax = plt.subplots(figsize=(3.75, 2.7))
    for side in (z[z < 0], z[z > 0]):  # aparte, por si en 0 hay un salto
        ax.plot(side, f(side), "C0")
        ax.plot(side, derivative(side), "C1--")
    ax.grid()
    ax.set(xlabel="$z$", ylabel="Valor")
    ax.legend(["función", "derivada"])
    plt.show()
# --8<-- [end:dibujar]

# %% Escalón
# --8<-- [start:escalon]
def step(z):
    return np.where(z >= 0, 1.0, 0.0)


def step_derivative(z):
    return np.zeros_like(z)  # en z = 0 no existe


plot_pair(step, step_derivative)
# --8<-- [end:escalon]

# %% Sigmoide
# --8<-- [start:sigmoide]
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(z):
    a = sigmoid(z)
    return a * (1 - a)


plot_pair(sigmoid, sigmoid_derivative)
print("  z        σ  pendiente")
for point in [0, 2, 5, 10]:
    print(f"{point:3d} {sigmoid(point):8.5f} "
          f"{sigmoid_derivative(point):10.5f}")
# --8<-- [end:sigmoide]

# %% Tangente hiperbólica
# --8<-- [start:tanh]
def tanh_derivative(z):
    return 1 - np.tanh(z) ** 2


plot_pair(np.tanh, tanh_derivative)
# --8<-- [end:tanh]

# %% ReLU
# --8<-- [start:relu]
def relu(z):
    return np.maximum(0, z)


def relu_derivative(z):
    return np.where(z > 0, 1.0, 0.0)  # en z = 0, por convenio, 0


plot_pair(relu, relu_derivative)
# --8<-- [end:relu]

# %% ReLU con fuga
# --8<-- [start:leaky]
def leaky_relu(z):
    return np.where(z > 0, z, 0.2 * z)


def leaky_relu_derivative(z):
    return np.where(z > 0, 1.0, 0.2)


plot_pair(leaky_relu, leaky_relu_derivative)
# --8<-- [end:leaky]

# %% GELU
# --8<-- [start:gelu]
import math

erf = np.vectorize(math.erf)


def normal_cdf(z):
    """Probabilidad de que una normal estándar quede por debajo de z."""
    return (1 + erf(z / np.sqrt(2))) / 2


def gelu(z):
    return z * normal_cdf(z)


def gelu_derivative(z):
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return normal_cdf(z) + z * density


plot_pair(gelu, gelu_derivative)
lowest = z[gelu(z).argmin()]
print(f"mínimo: {gelu(lowest):.3f}, en z = {lowest:.2f}")
# --8<-- [end:gelu]

# %% Comprobar las derivadas
# --8<-- [start:comprobar]
pairs = {
    "escalón": (step, step_derivative),
    "sigmoide": (sigmoid, sigmoid_derivative),
    "tanh": (np.tanh, tanh_derivative),
    "ReLU": (relu, relu_derivative),
    "ReLU con fuga": (leaky_relu, leaky_relu_derivative),
    "GELU": (gelu, gelu_derivative),
}
for name, (f, derivative) in pairs.items():
    difference = np.abs(derivative(z) - slope(f, z)).max()
    print(f"{name:13s} ¿coincide? {difference < 1e-8}")
# --8<-- [end:comprobar]

# %% Softmax
# --8<-- [start:softmax]
def softmax(z):
    powers = np.exp(z)
    return powers / powers.sum(axis=-1, keepdims=True)


scores = np.array([2.0, 1.0, -1.0])
p = softmax(scores)
each = sigmoid(scores)  # para comparar
print(f"softmax:   {p.round(3)}")
print(f"sumar 100: {softmax(scores + 100).round(3)}")
print(f"sigmoide:  {each.round(3)}")
print(f"suman {p.sum():.3f} y {each.sum():.3f}")
# --8<-- [end:softmax]

# %% La derivada de softmax
# --8<-- [start:jacobiana]
def softmax_derivative(z):
    """Tabla de derivadas: fila i, columna j, cómo cambia p_i con z_j."""
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


jacobian = softmax_derivative(scores)
print(jacobian.round(3))
print(f"columnas: suman {np.abs(jacobian.sum(axis=0)).round(3)}")

moving = np.stack([z, np.full_like(z, 1), np.full_like(z, -1)], axis=1)
tables = np.array([softmax_derivative(row) for row in moving])
fig, (top, bottom) = plt.subplots(2, sharex=True, figsize=(3.75, 4.8))
for k, style in enumerate(["-", "--", ":"]):
    top.plot(z, softmax(moving)[:, k], style, label=f"$p_{k + 1}$")
    bottom.plot(z, tables[:, k, 0], style)
top.legend()
top.set_ylabel("Probabilidad")
bottom.set(xlabel="$z_1$", ylabel="Derivada respecto a $z_1$")
plt.show()
# --8<-- [end:jacobiana]

# %% El tamaño del gradiente
# --8<-- [start:medir]
from sklearn.datasets import load_digits

digits = load_digits()
X = digits.data[:128] / 16                 # (128, 64)
targets = np.eye(10)[digits.target[:128]]  # (128, 10): un 1 en la correcta


def first_gradient(f, derivative, k, depth, seed):
    """Mide el gradiente de los pesos de la primera de `depth` ocultas."""
    rng = np.random.default_rng(seed)
    limit = np.sqrt(3 * k / 64)  # así la varianza de los pesos es k / 64
    hidden = rng.uniform(-limit, limit, size=(depth, 64, 64))
    W_out = rng.normal(scale=np.sqrt(2 / (64 + 10)), size=(64, 10))
    a, sums = X, []
    for W in hidden:  # paso hacia delante
        sums.append(a @ W)
        a = f(sums[-1])
    back = (softmax(a @ W_out) - targets) / len(X) @ W_out.T  # (128, 64)
    for W, z in zip(hidden[:0:-1], sums[:0:-1]):  # paso hacia atrás
        back = (back * derivative(z)) @ W.T
    gradient = X.T @ (back * derivative(sums[0]))  # (64, 64)
    return np.sqrt(np.mean(gradient**2))
# --8<-- [end:medir]

# %% Gradientes que se desvanecen
# --8<-- [start:desvanecer]
cases = [
    ("sigmoide, Glorot", "sigmoide", 1, "o-"),
    ("sigmoide, ×4", "sigmoide", 16, "s--"),
    ("tanh, Glorot", "tanh", 1, "^-."),
    ("ReLU, Glorot", "ReLU", 1, "v:"),
    ("ReLU, He", "ReLU", 2, "D-"),
]
depths = [1, 5, 10, 15, 20, 25, 30]
fig, ax = plt.subplots(figsize=(3.75, 4.8))
print("con 20 capas, respecto a una:")
for label, name, k, style in cases:
    curve = [np.mean([first_gradient(*pairs[name], k, depth, seed)
                      for seed in range(5)]) for depth in depths]
    ax.plot(depths, curve, style, label=label)
    print(f"{label:16s} {curve[4] / curve[0]:.0e}")
ax.set(xlabel="Capas ocultas", ylabel="Gradiente en la primera",
       yscale="log")
fig.legend(loc="outside lower center")
plt.show()
# --8<-- [end:desvanecer]

# %% Desbordar
# --8<-- [start:desbordar]
with np.errstate(over="raise"):
    try:
        sigmoid(np.array([-1000.0]))
    except FloatingPointError as error:
        print(error)

with np.errstate(all="ignore"):
    print(f"e^1000 = {np.exp(1000.0)}")
    print(f"e^89 en float32 = {np.exp(np.float32(89))}")
    print(f"sigmoide de -1000: {sigmoid(-1000.0)}")
    print(f"softmax: {softmax(np.array([1000.0, 999.0, 0.0]))}")
# --8<-- [end:desbordar]

# %% Versiones estables
# --8<-- [start:estable]
def stable_sigmoid(z):
    power = np.exp(-np.abs(z))  # entre 0 y 1: no puede desbordar
    return np.where(z >= 0, 1, power) / (1 + power)


def stable_softmax(z):
    powers = np.exp(z - z.max(axis=-1, keepdims=True))  # el mayor, e^0 = 1
    return powers / powers.sum(axis=-1, keepdims=True)


with np.errstate(over="raise", invalid="raise"):
    print(stable_sigmoid(np.array([-1000.0, 0.0, 1000.0])))
    print(stable_softmax(np.array([1000.0, 999.0, 0.0])).round(3))

same_sigmoid = np.allclose(stable_sigmoid(z), sigmoid(z), rtol=1e-14)
same_softmax = np.allclose(stable_softmax(moving), softmax(moving))
print(f"¿como las ingenuas? {same_sigmoid and same_softmax}")
# --8<-- [end:estable]

# %% Solución: temperatura
# --8<-- [start:solucion-temperatura]
for temperature in [0.1, 0.5, 1.0, 2.0, 10.0]:
    print(f"T = {temperature:4.1f}: "
          f"{stable_softmax(scores / temperature).round(3)}")
# --8<-- [end:solucion-temperatura]

# %% Solución: softmax de dos clases
# --8<-- [start:solucion-dos-clases]
two = np.stack([z, np.zeros_like(z)], axis=1)  # (500, 2)
gap = np.abs(softmax(two)[:, 0] - sigmoid(z)).max()
tanh_gap = np.abs(np.tanh(z) - (2 * sigmoid(2 * z) - 1)).max()
print(f"softmax de (z, 0) y sigmoide: {gap:.0e}")
print(f"tanh y 2σ(2z) − 1:            {tanh_gap:.0e}")
# --8<-- [end:solucion-dos-clases]

# %% Solución: SiLU
# --8<-- [start:solucion-silu]
def silu(z):
    return z * sigmoid(z)


def silu_derivative(z):
    a = sigmoid(z)
    return a + z * a * (1 - a)


silu_gap = np.abs(silu_derivative(z) - slope(silu, z)).max()
print(f"¿coincide? {silu_gap < 1e-8}")
plot_pair(silu, silu_derivative)
# --8<-- [end:solucion-silu]
