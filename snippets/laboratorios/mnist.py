"""MNIST: setenta mil dígitos manuscritos y una red densa."""

# %% [markdown]
# # MNIST: dígitos manuscritos
#
# En la lección 1.4 leíste dígitos de 8 × 8 píxeles. Estos son sus hermanos
# mayores: 28 × 28 y cuarenta veces más imágenes. Son los datos con los que
# casi todo el mundo ha probado su primera red, así que puedes comparar la
# tuya con resultados publicados.
#
# **Vas a practicar**
#
# - cargar datos con `keras.datasets` y aplanar imágenes: 28 × 28 = 784;
# - separar una validación y elegir con ella cuántas épocas entrenar;
# - comparar la red con una línea base y con un modelo lineal;
# - mirar la prueba una sola vez, y los errores uno a uno.
#
# Tarda alrededor de un minuto en un solo núcleo (lo medimos con datos
# inventados del mismo tamaño). La primera vez descarga unos 11 MB, que es lo
# que anuncia Keras al hacerlo.

# %% [markdown]
# ## Los datos
#
# MNIST son 60 000 imágenes de entrenamiento y 10 000 de prueba, en diez
# clases. Yann LeCun, Corinna Cortes y Christopher Burges lo hicieron en los
# años noventa con formularios del NIST, el instituto de normas de Estados
# Unidos: la mitad los escribieron empleados de la oficina del censo y la
# mitad, estudiantes de secundaria. La documentación de Keras da como licencia
# [CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/deed.es).

# %% Cargar
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras.datasets import mnist

(images, y_all), (test_images, y_test) = mnist.load_data()

print(f"entrenamiento: {images.shape}, {images.dtype}")
print(f"prueba:        {test_images.shape}")
print(f"valores:       de {images.min()} a {images.max()}")

# %% [markdown]
# Cada imagen es una tabla de enteros, del 0 (fondo) al 255 (tinta). Mira unas
# cuantas antes de nada: ¿las leerías todas bien?

# %% Unos ejemplos
fig, axes = plt.subplots(3, 4, figsize=(3.75, 3.4))
for ax, image, digit in zip(axes.flat, images, y_all):
    ax.imshow(image, cmap="gray_r")
    ax.set_title(f"{digit}")
    ax.axis("off")
plt.show()

# %% [markdown]
# ## Preparar
#
# Una capa densa no entiende de filas y columnas: quiere una lista. Aplanamos
# cada imagen en 784 números y los dividimos entre 255, para dejarlos entre
# 0 y 1. Esa división no aprende nada de los datos, así que no hay fuga.
#
# Después apartamos para validar la última sexta parte del entrenamiento. La
# prueba ya viene separada.

# %% Aplanar, escalar y separar
x_all = images.reshape(-1, 28 * 28).astype("float32") / 255
x_test = test_images.reshape(-1, 28 * 28).astype("float32") / 255

n_val = len(x_all) // 6
x_train, y_train = x_all[:-n_val], y_all[:-n_val]
x_val, y_val = x_all[-n_val:], y_all[-n_val:]

print(f"entrenar {x_train.shape}, validar {x_val.shape}")

# %% [markdown]
# ## El listón
#
# La **línea base** responde siempre el dígito más frecuente del
# entrenamiento. Aquí las clases están casi igualadas, así que acierta más o
# menos uno de cada diez.

# %% Línea base
most_common = np.bincount(y_train).argmax()
baseline = float((y_val == most_common).mean())

print(f"responder siempre {most_common}: {baseline:.3f}")

# %% [markdown]
# ## Un modelo lineal y una red
#
# La misma función construye los dos. Sin capas ocultas queda la regresión
# logística de varias clases: diez sumas ponderadas de los píxeles y softmax.
# Con una capa oculta de 512 neuronas es la red del libro de Chollet, con su
# misma receta: lotes de 128 y RMSprop, un optimizador que, como Adam, da a cada
# peso su propio paso.
#
# Las etiquetas son enteros, por eso la pérdida es
# `sparse_categorical_crossentropy`.

# %% Construir
def build(hidden):
    """Una red con las capas ocultas dadas; sin ninguna, es lineal."""
    keras.utils.set_random_seed(42)
    model = keras.Sequential([
        keras.Input(shape=(28 * 28,)),
        *[keras.layers.Dense(n, activation="relu") for n in hidden],
        keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile(
        optimizer="rmsprop",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


models = {"lineal": build([]), "red": build([512])}
for name, model in models.items():
    print(f"{name:7s} {model.count_params():7d} parámetros")

# %% [markdown]
# Compruébalo a mano: la lineal tiene 784 · 10 pesos y 10 sesgos; la red, 784
# · 512 + 512 en la capa oculta y 512 · 10 + 10 en la salida.
#
# ## Entrenar con validación

# %% Entrenar
logs = {}
for name, model in models.items():
    history = model.fit(
        x_train,
        y_train,
        epochs=10,
        batch_size=128,
        validation_data=(x_val, y_val),
        verbose=0,
    )
    logs[name] = history.history
    best = int(np.argmin(logs[name]["val_loss"]))
    print(f"{name:7s} mejor época {best + 1:2d}: "
          f"pérdida {logs[name]['val_loss'][best]:.3f}, "
          f"exactitud {logs[name]['val_accuracy'][best]:.3f}")

# %% Curvas
fig, axes = plt.subplots(2, sharex=True, figsize=(3.75, 5))
for ax, (name, log) in zip(axes, logs.items()):
    epochs = np.arange(1, len(log["loss"]) + 1)
    ax.plot(epochs, log["loss"], label="entrenamiento")
    ax.plot(epochs, log["val_loss"], "--", label="validación")
    ax.set(title=name.capitalize(), ylabel="Pérdida", ylim=(0, None))
    ax.grid()
axes[0].legend()
axes[1].set_xlabel("Época")
plt.show()

# %% [markdown]
# Cuando la pérdida de entrenamiento sigue bajando y la de validación ya no,
# la red empieza a memorizar. ¿En qué época ocurre en cada una?
#
# ## La prueba, una sola vez
#
# Nos quedamos con la época de menor pérdida de validación, y entrenamos desde
# cero con todos los datos de entrenamiento, también los que apartamos.
# Entonces, y solo entonces, se mira la prueba.

# %% El examen
right, scores = {}, {}
for name, hidden in [("lineal", []), ("red", [512])]:
    n_epochs = int(np.argmin(logs[name]["val_loss"])) + 1
    final = build(hidden)
    final.fit(x_all, y_all, epochs=n_epochs, batch_size=128, verbose=0)
    p = final.predict(x_test, verbose=0)  # (imágenes, 10)
    right[name] = p.argmax(axis=1) == y_test
    scores[name] = right[name].mean()
    print(f"{name:7s} {n_epochs:2d} épocas, prueba {scores[name]:.4f}")

# %% [markdown]
# ## Lo que está publicado
#
# - **La misma red**, cinco épocas: **0.978**. F. Chollet, *Deep Learning with
#   Python*, 1.ª ed., Manning, 2017, sección 2.1 (0.9785 en el libro y 0.9777
#   en su
#   [cuaderno](https://github.com/fchollet/deep-learning-with-python-notebooks/tree/master/first_edition)).
# - **Un clasificador lineal**: 12 % de errores, es decir, 0.88. **LeNet-5**,
#   una red convolucional: menos de un 1 % de errores. Y. LeCun, L. Bottou, Y.
#   Bengio y P. Haffner, [«Gradient-based learning applied to document
#   recognition»](https://doi.org/10.1109/5.726791), *Proceedings of the IEEE*,
#   86(11), 2278–2324, 1998. Su modelo lineal no se entrenó como el nuestro, así
#   que no tienen por qué coincidir.
#
# ¿Te ha salido lo mismo? Con 10 000 imágenes de prueba, la exactitud tiene un
# error típico:

# %% Comparar
network_score = scores["red"]
error = (network_score * (1 - network_score) / len(y_test)) ** 0.5

print(f"línea base         {baseline:.3f}")
print(f"lineal             {scores['lineal']:.3f}")
print(f"red                {network_score:.3f} ± {error:.3f}")
print("publicado (red)    0.978")
only_network = int((right["red"] & ~right["lineal"]).sum())
only_linear = int((right["lineal"] & ~right["red"]).sum())
coins = (only_network + only_linear) ** 0.5
print(f"solo acierta la red: {only_network}; solo el lineal: {only_linear}; "
      f"√n = {coins:.1f}")

# %% [markdown]
# Dos o tres milésimas de diferencia con lo publicado no dicen nada: cambian con
# la semilla.
#
# La red y el modelo lineal han visto las mismas imágenes. La última línea cuenta
# los **desacuerdos**, como en la lección 3.3: si los dos modelos fueran igual de
# buenos, su diferencia tendría una desviación de √n. Si pasa mucho del doble,
# no es suerte.
#
# ## Los errores, uno a uno
#
# De las imágenes que la red falla, estas son las que falla más convencida. El
# título dice la respuesta de la red y, entre paréntesis, la verdad.

# %% Los peores errores
answers = p.argmax(axis=1)  # p: lo último que se predijo, con la red
wrong = np.flatnonzero(answers != y_test)
worst = wrong[p[wrong].max(axis=1).argsort()[::-1]]

fig, axes = plt.subplots(2, 4, figsize=(3.75, 2.6))
for ax, i in zip(axes.flat, worst):
    ax.imshow(test_images[i], cmap="gray_r")
    ax.set_title(f"{answers[i]} ({y_test[i]})")
for ax in axes.flat:
    ax.axis("off")
plt.show()
print(f"fallos: {len(wrong)} de {len(y_test)}")

# %% [markdown]
# ## Ejercicios
#
# **1. Píxeles barajados.** Elige una permutación de los 784 píxeles y
# aplícala a todas las imágenes. Entrena otra vez la red. ¿Empeora?
#
# <details><summary>Solución</summary>
#
# No debería, salvo por el azar de la semilla. Basta con `order =
# rng.permutation(784)` y usar `x_all[:, order]` y `x_test[:, order]`. Una
# capa densa no sabe qué píxel está al lado de cuál: barajar las columnas solo
# cambia el orden de sus pesos. Una red convolucional, en cambio, perdería parte de
# su ventaja, que es mirar juntos los píxeles vecinos.
#
# </details>
#
# **2. Pocos datos.** Entrena con las primeras 600 imágenes, luego con 6000 y
# luego con todas. Dibuja la exactitud de validación de los dos modelos.
# ¿Dónde empieza a compensar la red?
#
# <details><summary>Pista</summary>
#
# Usa `x_train[:600]` y la misma validación siempre. Repite con tres semillas:
# con 600 imágenes la suerte pesa. No uses la prueba: ya la has gastado.
#
# </details>
#
# **3. ¿Cuántas semillas hacen falta?** Entrena la red final con cinco
# semillas distintas y calcula la media y la desviación típica en la
# validación. Compara la desviación con el error típico de arriba.
#
# <details><summary>Pista</summary>
#
# La semilla está dentro de `build`: dale un segundo argumento. El error
# típico dice cuánto cambiaría la nota con otras imágenes; la desviación entre
# semillas, con otros pesos iniciales.
#
# </details>
