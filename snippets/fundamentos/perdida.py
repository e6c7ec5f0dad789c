"""Función de pérdida: de las cuatro fórmulas a NumPy, y de NumPy a Keras."""

# %% Cinco pronósticos
# --8<-- [start:errores]
import matplotlib.pyplot as plt
import numpy as np

y = np.array([21.0, 25.0, 19.0, 30.0, 24.0])      # temperatura medida, °C
y_hat = np.array([22.0, 24.0, 21.0, 27.0, 24.0])  # temperatura prevista
error = y_hat - y
mean_error = error.mean()

print("medida prevista error")
for measured, predicted, difference in zip(y, y_hat, error):
    print(f"{measured:6.0f} {predicted:8.0f} {difference:5.0f}")
print(f"error medio: {mean_error:.1f} °C")
# --8<-- [end:errores]

# %% Error cuadrático medio
# --8<-- [start:mse]
def mse(y, y_hat):
    return np.mean((y_hat - y) ** 2)


mse_loss = mse(y, y_hat)
rmse = np.sqrt(mse_loss)
print(f"cuadrados: {error**2}")
print(f"MSE  = {mse_loss:.1f} °C²")
print(f"raíz = {rmse:.2f} °C")
# --8<-- [end:mse]

# %% Error absoluto medio
# --8<-- [start:mae]
def mae(y, y_hat):
    return np.mean(np.abs(y_hat - y))


mae_loss = mae(y, y_hat)
print(f"valores absolutos: {np.abs(error)}")
print(f"MAE = {mae_loss:.1f} °C")
# --8<-- [end:mae]

# %% Las dos, con Keras
# --8<-- [start:keras-regresion]
import keras

keras_mse = float(keras.losses.MeanSquaredError()(y, y_hat))
keras_mae = float(keras.losses.MeanAbsoluteError()(y, y_hat))
print(f"MSE: nuestra {mse_loss:.4f}, Keras {keras_mse:.4f}")
print(f"MAE: nuestra {mae_loss:.4f}, Keras {keras_mae:.4f}")
# --8<-- [end:keras-regresion]

# %% Qué castiga cada una
# --8<-- [start:castigos]
errors = np.linspace(-3, 3, 121)

fig, ax = plt.subplots(figsize=(3.75, 3))
ax.plot(errors, errors**2, label="cuadrado")
ax.plot(errors, np.abs(errors), "--", label="valor absoluto")
ax.set(xlabel="Error de una predicción (°C)", ylabel="Lo que cobra",
       xticks=range(-3, 4), yticks=[0, 1, 3, 6, 9])
ax.legend(loc="upper center")
ax.grid()
plt.show()
# --8<-- [end:castigos]

# %% Un dato mal escrito
# --8<-- [start:atipico]
typo = np.array([21.0, 25.0, 19.0, 30.0, 240.0])  # 240 en lugar de 24.0
candidates = np.linspace(0, 250, 2501)
curves = {"MSE": [mse(typo, c) for c in candidates],
          "MAE": [mae(typo, c) for c in candidates]}
best_mse, best_mae = [candidates[np.argmin(c)] for c in curves.values()]
clean_mean, clean_median = y.mean(), np.median(y)  # sin la errata

fig, axes = plt.subplots(2, sharex=True, figsize=(3.75, 4.4))
for ax, (name, losses), best in zip(axes, curves.items(),
                                    [best_mse, best_mae]):
    ax.plot(candidates, losses)
    ax.plot(best, min(losses), "C1o")
    ax.annotate(f"mínimo en {best:.0f}", (best, min(losses)), (0.4, 0.85),
                textcoords="axes fraction", arrowprops={"arrowstyle": "-"})
    ax.plot(typo, np.zeros(5), "C4|", markersize=14)
    ax.set(ylabel=name, ylim=(0, None))
axes[1].set_xlabel("Respuesta constante (°C)")
plt.show()

print(f"MSE: la mejor es {best_mse:.0f}; la media es {typo.mean():.0f}")
print(f"MAE: la mejor es {best_mae:.0f}; la mediana, {np.median(typo):.0f}")
# --8<-- [end:atipico]

# %% La verosimilitud
# --8<-- [start:verosimilitud]
labels = np.array([1, 0, 1, 1])        # 1: era spam; 0: no lo era
p = np.array([0.9, 0.2, 0.6, 0.8])     # probabilidad de spam, según la red
of_truth = np.where(labels == 1, p, 1 - p)
likelihood = np.prod(of_truth)

print(f"a lo que pasó: {of_truth}")
print(f"verosimilitud: {likelihood:.4f}")
print(f"dos mil correos a 0.5: {np.prod(np.full(2000, 0.5))}")
# --8<-- [end:verosimilitud]

# %% Del producto a la suma
# --8<-- [start:logaritmo]
log_likelihood = np.sum(np.log(of_truth))
mean_log = -log_likelihood / len(labels)

print(f"logaritmos: {np.log(of_truth).round(2)}")
print(f"suma:       {log_likelihood:.4f}")
print(f"ln({likelihood:.4f}) = {np.log(likelihood):.4f}")
print(f"media, con el signo cambiado: {mean_log:.4f}")
print(f"dos mil correos a 0.5: {-np.mean(np.log(np.full(2000, 0.5))):.4f}")
# --8<-- [end:logaritmo]

# %% Entropía cruzada binaria
# --8<-- [start:bce]
def bce(y, p):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


bce_loss = bce(labels, p)
keras_bce = float(keras.losses.BinaryCrossentropy()(labels, p))
print(f"nuestra {bce_loss:.4f}, Keras {keras_bce:.4f}")
# --8<-- [end:bce]

# %% El mismo óptimo
# --8<-- [start:mismo-optimo]
answers = np.linspace(0.01, 0.99, 99)  # la misma p para los cuatro correos
likelihoods = [np.prod(np.where(labels == 1, q, 1 - q)) for q in answers]
losses = [bce(labels, q) for q in answers]
best_likelihood = answers[np.argmax(likelihoods)]
best_bce = answers[np.argmin(losses)]

fig, (top, bottom) = plt.subplots(2, sharex=True, figsize=(3.75, 4))
top.plot(answers, likelihoods)
bottom.plot(answers, losses)
top.set(ylabel="Verosimilitud", ylim=(0, 0.12))
bottom.set(ylabel="Entropía cruzada", xlabel="p, igual para los cuatro",
           ylim=(0, 3.5), xticks=[0, 0.25, 0.5, 0.75, 1])
for ax in (top, bottom):
    ax.axvline(best_bce, color="C1", linestyle="--")
plt.show()

print(f"verosimilitud máxima en p = {best_likelihood:.2f}")
print(f"pérdida mínima en p = {best_bce:.2f}")
# --8<-- [end:mismo-optimo]

# %% El precio de la seguridad
# --8<-- [start:precio]
q = np.linspace(0.005, 0.995, 199)

fig, ax = plt.subplots(figsize=(3.75, 3.4))
ax.plot(q, -np.log(q), label="−ln p, si era 1")
ax.plot(q, -np.log(1 - q), "--", label="−ln (1 − p), si era 0")
ax.plot(q, (1 - q) ** 2, ":", label="(1 − p)², si era 1")
ax.set(xlabel="p, probabilidad que la red da al 1", ylabel="Lo que cobra",
       ylim=(0, 7))
ax.legend(loc="upper center")
plt.show()

print("   p   −ln p  (1 − p)²")
for q in [0.9, 0.5, 0.1, 0.01]:
    print(f"{q:.2f} {-np.log(q):7.3f} {(1 - q)**2:9.3f}")
# --8<-- [end:precio]

# %% Tres clases
# --8<-- [start:one-hot]
animals = ["gato", "perro", "pez"]
sparse = np.array([0, 2, 1])      # gato, pez, perro
one_hot = np.eye(3)[sparse]       # (ejemplos, clases)
probabilities = np.array([[0.7, 0.2, 0.1],
                          [0.1, 0.3, 0.6],
                          [0.5, 0.4, 0.1]])

print(one_hot)
# --8<-- [end:one-hot]

# %% Entropía cruzada categórica
# --8<-- [start:cce]
def cce(one_hot, p):
    return -np.mean(np.sum(one_hot * np.log(p), axis=1))


def sparse_cce(labels, p):
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


cce_loss = cce(one_hot, probabilities)
sparse_loss = sparse_cce(sparse, probabilities)
for row, label in zip(probabilities, sparse):
    given = row[label]  # lo que la red dio a la clase correcta
    print(f"{animals[label]}: p = {given:.1f}, "
          f"−ln p = {-np.log(given):.4f}")
print(f"con one-hot:  {cce_loss:.4f}")
print(f"con enteros:  {sparse_loss:.4f}")
# --8<-- [end:cce]

# %% Con Keras
# --8<-- [start:keras-clases]
keras_cce = float(
    keras.losses.CategoricalCrossentropy()(one_hot, probabilities)
)
keras_sparse = float(
    keras.losses.SparseCategoricalCrossentropy()(sparse, probabilities)
)
print(f"one-hot: {keras_cce:.4f}")
print(f"enteros: {keras_sparse:.4f}")

try:
    keras.losses.CategoricalCrossentropy()(sparse, probabilities)
except ValueError as problem:
    print(str(problem).split(". ")[0])
# --8<-- [end:keras-clases]

# %% No es una distancia
# --8<-- [start:no-distancia]
def cross_entropy(a, b):
    return -np.sum(a * np.log(b))


a = np.array([0.7, 0.2, 0.1])
b = np.array([0.3, 0.3, 0.4])
a_to_b, b_to_a = cross_entropy(a, b), cross_entropy(b, a)
a_to_a = cross_entropy(a, a)
print(f"de a con b: {a_to_b:.3f}")
print(f"de b con a: {b_to_a:.3f}")
print(f"de a con a: {a_to_a:.3f}")
# --8<-- [end:no-distancia]

# %% Derivar a fuerza de probar
# --8<-- [start:diferencias]
def numeric_gradient(loss, y, guess, h=1e-5):
    """Mueve las respuestas de una en una y mide qué hace la pérdida."""
    gradient = np.zeros_like(guess)
    for i in np.ndindex(guess.shape):
        step = np.zeros_like(guess)
        step[i] = h
        rise = loss(y, guess + step) - loss(y, guess - step)
        gradient[i] = rise / (2 * h)
    return gradient


print(numeric_gradient(mse, y, y_hat).round(4))
# --8<-- [end:diferencias]

# %% Las cuatro derivadas
# --8<-- [start:gradientes]
def mse_gradient(y, y_hat):
    return 2 * (y_hat - y) / y.size


def mae_gradient(y, y_hat):
    return np.sign(y_hat - y) / y.size


def bce_gradient(y, p):
    return (p - y) / (p * (1 - p)) / y.size


def cce_gradient(one_hot, p):
    return -one_hot / p / len(p)
# --8<-- [end:gradientes]

# %% Comprobarlas
# --8<-- [start:comprobar]
cases = [("MSE", mse, mse_gradient, y, y_hat),
         ("MAE", mae, mae_gradient, y, y_hat),
         ("binaria", bce, bce_gradient, labels, p),
         ("categórica", cce, cce_gradient, one_hot, probabilities)]

print("pérdida    fórmula medida ¿todas?")
for name, loss, formula, truth, guess in cases:
    by_hand = formula(truth, guess)
    measured = numeric_gradient(loss, truth, guess)
    same = np.allclose(by_hand, measured, atol=1e-8)
    first, second = by_hand.flat[0], measured.flat[0]
    print(f"{name:10s} {first:7.3f} {second:6.3f} {same}")
# --8<-- [end:comprobar]

# %% La derivada respecto a z
# --8<-- [start:respecto-a-z]
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))  # sin desbordar
    return powers / powers.sum(axis=1, keepdims=True)


z = np.array([2.0, -1.0, 0.5, 1.0])  # una suma por correo
by_hand = (sigmoid(z) - labels) / len(z)
measured = numeric_gradient(lambda y, z: bce(y, sigmoid(z)), labels, z)
print(f"{by_hand.round(3)}\n¿coincide? {np.allclose(by_hand, measured)}")

scores = np.array([[2.0, 0.5, -1.0], [0.0, 1.0, 1.5], [1.0, 0.8, -0.5]])
by_hand = (softmax(scores) - one_hot) / len(scores)
measured = numeric_gradient(
    lambda y, z: cce(y, softmax(z)), one_hot, scores
)
print(f"{by_hand.round(3)}\n¿coincide? {np.allclose(by_hand, measured)}")
# --8<-- [end:respecto-a-z]

# %% Por qué no el MSE con la sigmoide
# --8<-- [start:sin-fuerza]
sums = np.linspace(-8, 8, 161)  # z; la respuesta correcta es 1
prob = sigmoid(sums)

fig, ax = plt.subplots(figsize=(3.75, 3.1))
ax.plot(sums, prob - 1, label="entropía cruzada")
ax.plot(sums, 2 * (prob - 1) * prob * (1 - prob), "--", label="MSE")
ax.set(xlabel="Suma z de la neurona", ylabel="Derivada de la pérdida",
       ylim=(-1.05, 0.45), yticks=[-1, -0.5, 0])
ax.legend(loc="upper left")
plt.show()

wrong = sigmoid(-6.0)
bce_push = float(wrong - 1)
mse_push = float(2 * (wrong - 1) * wrong * (1 - wrong))
push_ratio = bce_push / mse_push
print("con z = −6:")
print(f"entropía cruzada {bce_push:7.4f}")
print(f"MSE              {mse_push:7.4f}")
# --8<-- [end:sin-fuerza]

# %% Cuando p llega a 1
# --8<-- [start:log-cero]
extreme_z = np.array([5.0, 40.0, 40.0])
truth = np.array([0, 0, 1])
extreme_p = sigmoid(extreme_z)

with np.errstate(divide="ignore", invalid="ignore"):  # sin avisos
    naive = -(truth * np.log(extreme_p)
              + (1 - truth) * np.log(1 - extreme_p))

print("  z  y  1 − p     pérdida")
for row in zip(extreme_z, truth, 1 - extreme_p, naive):
    print("{:3.0f}  {}  {:.2e}  {:7.4f}".format(*row))
# --8<-- [end:log-cero]

# %% Sin pasar por p
# --8<-- [start:estable]
def bce_from_logits(y, z):
    return np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z))))


def cce_from_logits(one_hot, z):
    shifted = z - z.max(axis=1, keepdims=True)
    log_total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.mean(np.sum(one_hot * (shifted - log_total), axis=1))


for target, value in zip(truth, extreme_z):
    stable = bce_from_logits(target, value)
    print(f"z = {value:2.0f}, y = {target}: {stable:.4f}")
# --8<-- [end:estable]

# %% Logits en Keras
# --8<-- [start:logits-keras]
zero, forty = np.array([0.0]), np.array([40.0])
binary = keras.losses.BinaryCrossentropy
categorical = keras.losses.CategoricalCrossentropy

clipped_loss = float(binary()(zero, sigmoid(forty)))
logits_loss = float(binary(from_logits=True)(zero, forty))
our_scores = cce_from_logits(one_hot, scores)
keras_scores = float(categorical(from_logits=True)(one_hot, scores))
twice_loss = float(categorical(from_logits=True)(one_hot, one_hot))

print(f"dándole p = 1:  {clipped_loss:.4f}")
print(f"dándole z = 40: {logits_loss:.4f}")
print(f"tres clases, nuestra: {our_scores:.4f}")
print(f"tres clases, Keras:   {keras_scores:.4f}")
print(f"dándole p como si fuera z: {twice_loss:.4f}")
# --8<-- [end:logits-keras]

# %% Restar una fila y una columna
# --8<-- [start:formas]
column = y_hat.reshape(5, 1)  # como salen de una capa Dense(1)
wrong_mse = mse(y, column)

print(f"{y.shape} y {column.shape} dan {(column - y).shape}")
print(f"MSE = {wrong_mse:.1f}, y debería ser {mse_loss:.1f}")
# --8<-- [end:formas]

# %% Solución: con lápiz
# --8<-- [start:solucion-lapiz]
rent = np.array([600.0, 750.0, 900.0])
guess_a = np.array([640.0, 790.0, 940.0])  # falla 40 en los tres
guess_b = np.array([600.0, 750.0, 1020.0])  # falla 120 en uno

for name, guess in [("A", guess_a), ("B", guess_b)]:
    print(f"{name}: MAE = {mae(rent, guess):.0f}, "
          f"MSE = {mse(rent, guess):.0f}")
# --8<-- [end:solucion-lapiz]

# %% Solución: lo que paga quien solo sabe la proporción
# --8<-- [start:solucion-proporcion]
share = 0.2  # uno de cada cinco correos es spam
mail = np.array([1, 0, 0, 0, 0])
constants = np.linspace(0.01, 0.99, 99)
costs = [bce(mail, q) for q in constants]
best_share = constants[np.argmin(costs)]
base_loss, half_loss = min(costs), bce(mail, 0.5)

print(f"mejor respuesta constante: {best_share:.2f}")
print(f"su pérdida: {base_loss:.4f}")
print(f"diciendo siempre 0.5: {half_loss:.4f}")
# --8<-- [end:solucion-proporcion]

# %% Solución: Huber
# --8<-- [start:solucion-huber]
def huber(y, y_hat, delta=1.0):
    size = np.abs(y_hat - y)
    quadratic = 0.5 * size**2
    linear = delta * (size - 0.5 * delta)
    return np.mean(np.where(size <= delta, quadratic, linear))


huber_loss = huber(y, y_hat)
keras_huber = float(keras.losses.Huber(delta=1.0)(y, y_hat))
best_huber = candidates[np.argmin([huber(typo, c) for c in candidates])]

fig, ax = plt.subplots(figsize=(3.75, 2.9))
ax.plot(errors, errors**2 / 2, ":", label="mitad del cuadrado")
ax.plot(errors, np.abs(errors), "--", label="valor absoluto")
ax.plot(errors, [huber(0, e) for e in errors], label="Huber")
ax.set(xlabel="Error de una predicción", ylabel="Lo que cobra")
ax.legend(loc="upper center")
plt.show()

print(f"nuestra {huber_loss:.4f}, Keras {keras_huber:.4f}")
print(f"mejor constante con el 240: {best_huber:.1f}")
# --8<-- [end:solucion-huber]
