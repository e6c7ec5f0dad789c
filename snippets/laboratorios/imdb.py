"""IMDB: críticas de cine, ¿buenas o malas?"""

# %% [markdown]
# # IMDB: críticas de cine
#
# «Dos horas que nadie me va a devolver». ¿Le gustó la película? En las
# lecciones 3.2 y 3.3 clasificaste tumores por sus medidas; aquí clasificas
# textos por sus palabras. La salida es la misma: una probabilidad.
#
# **Vas a practicar**
#
# - leer textos que vienen como listas de números, y volver a escribirlos;
# - convertirlos en filas de ceros y unos, una columna por palabra
#   (*multi-hot*);
# - comparar la red con un modelo lineal, que en este problema es un rival
#   serio;
# - ver qué palabras pesan más.
#
# Tarda alrededor de un minuto en un solo núcleo y usa unos 2 GB de memoria (lo
# medimos con datos inventados del mismo tamaño). La primera vez descarga unos
# 19 MB, que es lo que anuncia Keras al hacerlo.

# %% [markdown]
# ## Los datos
#
# Son 50 000 críticas en inglés de IMDB, la mitad para entrenar y la mitad
# para la prueba, con tantas positivas como negativas. Las reunió Andrew Maas
# con su equipo de Stanford, que descartó las tibias: negativa es la que
# puntúa 4 o menos sobre 10; positiva, la de 7 o más ([la página del
# conjunto](https://ai.stanford.edu/~amaas/data/sentiment/)). No tiene una
# licencia explícita: los autores piden que se cite su artículo. Las críticas
# son de quienes las escribieron.
#
# Keras las da ya troceadas en palabras, y cada palabra es un número: cuanto
# más frecuente, más bajo. Con `num_words=10_000` nos quedamos con las diez
# mil primeras; las demás pasan a ser el 2.

# %% Cargar
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras.datasets import imdb

N_WORDS = 10_000
(texts, y_all), (test_texts, y_test) = imdb.load_data(num_words=N_WORDS)
lengths = [len(text) for text in texts]

print(f"entrenamiento: {len(texts)} críticas, prueba: {len(test_texts)}")
print(f"positivas en el entrenamiento: {y_all.mean():.3f}")
print(f"palabras por crítica: mediana {np.median(lengths):.0f}, "
      f"máximo {max(lengths)}")

# %% [markdown]
# Para leer una crítica hay que invertir el diccionario. Cuidado con la
# trampa: `load_data` suma 3 a cada número, porque el 0 es relleno, el 1 marca
# el principio, el 2 es «palabra que no está» y el 3 no se usa.

# %% Leer una crítica
word_index = imdb.get_word_index()
words = {number + 3: word for word, number in word_index.items()}
words |= {1: "[principio]", 2: "[?]"}

print("positiva" if y_all[0] else "negativa")
print(" ".join(words[number] for number in texts[0][:40]))

# %% [markdown]
# ## De palabras a columnas
#
# Las críticas tienen longitudes distintas y la red quiere filas iguales.
# Hacemos una tabla con una columna por palabra: 1 si aparece en la crítica, 0
# si no. Eso es *multi-hot*: varios unos por fila. No es *one-hot*, que tiene
# uno solo. Se pierden el orden y las repeticiones.
#
# Un `float32` ocupa 4 bytes y la tabla, 1 GB. Como solo hay ceros y unos,
# `uint8` la deja en la cuarta parte; Keras convierte cada lote al usarlo.

# %% Multi-hot
def multi_hot(texts):
    """Una fila por texto: un 1 en cada palabra que aparece."""
    table = np.zeros((len(texts), N_WORDS), dtype="uint8")
    for row, text in zip(table, texts):
        row[text] = 1
    return table


x_all, x_test = multi_hot(texts), multi_hot(test_texts)
print(f"{x_all.shape}, {x_all.nbytes / 1e6:.0f} MB")
print(f"unos por fila: {x_all.sum(axis=1).mean():.0f} de {N_WORDS}")

# %% [markdown]
# ## Separar la validación
#
# Apartamos dos quintas partes del entrenamiento, como en el libro de Chollet.
# Keras ya entrega las críticas barajadas, así que basta con cortar.

# %% Separar y poner el listón
n_val = len(x_all) * 2 // 5
x_val, y_val = x_all[:n_val], y_all[:n_val]
x_train, y_train = x_all[n_val:], y_all[n_val:]

majority = int(y_train.mean() >= 0.5)
baseline = float((y_val == majority).mean())
print(f"entrenar {len(x_train)}, validar {len(x_val)}")
print(f"línea base: {baseline:.3f}")

# %% [markdown]
# ## Un modelo lineal y una red
#
# La misma función construye los dos. Sin capas ocultas queda una regresión
# logística: un peso por palabra, se suman los de las palabras que aparecen y
# la sigmoide da la probabilidad. Con dos capas de 16 neuronas es la red del
# libro, con su receta: lotes de 512 y RMSprop, un optimizador que, como Adam, da
# a cada peso su propio paso.

# %% Construir
def build(hidden):
    """Una red con las capas ocultas dadas; sin ninguna, es lineal."""
    keras.utils.set_random_seed(42)
    model = keras.Sequential([
        keras.Input(shape=(N_WORDS,)),
        *[keras.layers.Dense(n, activation="relu") for n in hidden],
        keras.layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer="rmsprop",
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    return model


models = {"lineal": build([]), "red": build([16, 16])}
for name, model in models.items():
    print(f"{name:7s} {model.count_params():7d} parámetros")

# %% Entrenar
logs = {}
for name, model in models.items():
    history = model.fit(
        x_train,
        y_train,
        epochs=20,
        batch_size=512,
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
# Hay más parámetros que críticas, así que la red puede aprendérselas. Busca
# en la curva la época en la que la pérdida de validación deja de bajar y
# empieza a subir: ahí conviene parar. ¿Le pasa lo mismo al modelo lineal?
#
# ## La prueba, una sola vez
#
# Cada modelo se entrena desde cero con todo el entrenamiento, las épocas que
# eligió la validación.

# %% El examen
right, scores, finals = {}, {}, {}
for name, hidden in [("lineal", []), ("red", [16, 16])]:
    n_epochs = int(np.argmin(logs[name]["val_loss"])) + 1
    finals[name] = build(hidden)
    finals[name].fit(x_all, y_all, epochs=n_epochs, batch_size=512,
                     verbose=0)
    p = finals[name].predict(x_test, verbose=0).ravel()  # (críticas,)
    right[name] = (p > 0.5) == y_test
    scores[name] = right[name].mean()
    print(f"{name:7s} {n_epochs:2d} épocas, prueba {scores[name]:.4f}")

# %% [markdown]
# ## Lo que está publicado
#
# - **La misma red**, cuatro épocas: **0.883**. F. Chollet, *Deep Learning
#   with Python*, 1.ª ed., Manning, 2017, sección 3.4, y lo repiten las dos
#   siguientes. En su
#   [cuaderno](https://github.com/fchollet/deep-learning-with-python-notebooks/tree/master/first_edition)
#   3.5, **0.885**: el mismo entrenamiento, otra vez.
# - **Un modelo lineal**, una máquina de vectores de soporte sobre la bolsa de
#   palabras: **0.878**. A. L. Maas, R. E. Daly, P. T. Pham, D. Huang, A. Y.
#   Ng y C. Potts,
#   [«Learning word vectors for sentiment analysis»](https://aclanthology.org/P11-1015/),
#   *ACL 2011*, 142–150: el artículo que presentó estos datos.
#
# Las dos capas ocultas, pues, compraron muy poco. Compáralo con lo tuyo:

# %% Comparar
network_score = scores["red"]
error = (network_score * (1 - network_score) / len(y_test)) ** 0.5

print(f"línea base         {baseline:.3f}")
print(f"lineal             {scores['lineal']:.3f}")
print(f"red                {network_score:.3f} ± {error:.3f}")
print("publicado (lineal) 0.878")
print("publicado (red)    0.883 (libro), 0.885 (cuaderno)")
only_network = int((right["red"] & ~right["lineal"]).sum())
only_linear = int((right["lineal"] & ~right["red"]).sum())
coins = (only_network + only_linear) ** 0.5
print(f"solo acierta la red: {only_network}; solo el lineal: {only_linear}; "
      f"√n = {coins:.1f}")

# %% [markdown]
# La red y el modelo lineal han leído las mismas críticas. La última línea cuenta
# los **desacuerdos**, como en la lección 3.3: si los dos modelos fueran igual de
# buenos, su diferencia tendría una desviación de √n. Si pasa mucho del doble,
# no es suerte.
#
# ## Las palabras que más pesan
#
# El modelo lineal se deja leer: cada palabra tiene un peso. Los más altos
# empujan hacia «positiva» y los más bajos, hacia «negativa».

# %% Pesos
weights = finals["lineal"].layers[0].get_weights()[0].ravel()
order = weights[4:].argsort() + 4  # los cuatro primeros no son palabras

print("negativas:", ", ".join(words[i] for i in order[:10]))
print("positivas:", ", ".join(words[i] for i in order[:-11:-1]))

# %% [markdown]
# ## Ejercicios
#
# **1. Menos palabras.** Repite con `N_WORDS = 1000`. ¿Cuánto pierde cada
# modelo en la validación?
#
# <details><summary>Pista</summary>
#
# Las palabras están ordenadas por frecuencia: te quedas con las mil más
# corrientes y pierdes muchas de las que opinan. Mira si las de la lista de
# arriba siguen estando.
#
# </details>
#
# **2. Contra el sobreajuste.** Pon `keras.layers.Dropout(0.5)` detrás de cada
# capa oculta, como en la lección 3.4. ¿Mejora la mejor pérdida de validación,
# o solo retrasa la época en que llega?
#
# <details><summary>Pista</summary>
#
# Compara el mínimo de cada curva, no la última época. Y repite con tres
# semillas antes de decidir.
#
# </details>
#
# **3. Una crítica tuya.** Escribe una crítica en inglés, conviértela en
# números y pregúntale a la red. Prueba con «not good» y con «not bad».
#
# <details><summary>Solución</summary>
#
# ```python
# text = "this movie is not bad at all".lower().split()
# numbers = [word_index[word] + 3 for word in text if word in word_index]
# row = multi_hot([[1] + [n for n in numbers if n < N_WORDS]])
# print(finals["red"].predict(row, verbose=0)[0, 0])
# ```
#
# El 1 del principio lo llevan todas las críticas con que aprendió, y la tuya
# también. La tabla no guarda el orden: «not» y «bad» están las dos, pero nada
# dice que la una niegue a la otra. Para eso hacen falta redes que lean
# secuencias.
#
# </details>
