"""California: el precio de las viviendas de un barrio, con muy pocos datos."""

# %% [markdown]
# # California: precios de viviendas
#
# ¿Cuánto vale una casa en un barrio del que solo conoces ocho números? Es
# regresión, como la de las lecciones 3.8 a 3.10, y otra vez con pocos datos:
# 480 barrios para aprender.
#
# **Vas a practicar**
#
# - desconfiar de la documentación y averiguar qué es cada columna;
# - validación cruzada, con la escala aprendida dentro de cada pliegue;
# - escalar también lo que se quiere predecir, y volver a dólares al final;
# - comparar la red con la media y con un modelo lineal.
#
# Tarda alrededor de un minuto en un solo núcleo (lo medimos con datos
# inventados del mismo tamaño). La primera vez descarga menos de 1 MB, según
# anuncia Keras al hacerlo.

# %% [markdown]
# ## Los datos
#
# Vienen del censo de Estados Unidos de 1990. Cada fila es un *block group*,
# la zona más pequeña de la que el censo publica datos, con entre 600 y 3000
# habitantes; aquí lo llamaremos barrio. Los reunieron R. Kelley Pace y Ronald
# Barry («Sparse spatial autoregressions», *Statistics & Probability Letters*,
# 33(3), 291–297, 1997). Los datos del censo son de dominio público.
#
# Hay 20 640 barrios. Con `version="small"`, Keras da solo 600: 480 para
# entrenar y 120 para la prueba. Lo que se predice es el valor mediano de las
# casas del barrio, en dólares de entonces.

# %% Cargar
import keras
import matplotlib.pyplot as plt
import numpy as np
from keras.datasets import california_housing

(x_all, dollars), (x_test, test_dollars) = california_housing.load_data(
    version="small"
)

print(f"entrenamiento: {x_all.shape}, prueba: {x_test.shape}")
print(f"precios: de {dollars.min():.0f} a {dollars.max():.0f} $, "
      f"media {dollars.mean():.0f} $")
print(f"barrios con el precio máximo: {(dollars == dollars.max()).sum()}")

# %% [markdown]
# Si varios barrios tienen exactamente el precio máximo, es que los precios
# más altos están recortados: valían eso o más.
#
# ## ¿Qué es cada columna?
#
# La documentación de `california_housing` y el libro de Chollet describen
# ocho columnas, pero no las mismas ni en el mismo orden: la primera habla de
# habitaciones por vivienda; el segundo, de totales. No te fíes: mira los
# valores. California está entre los 32 y los 42 grados de latitud norte y
# entre los 114 y los 125 de longitud oeste, así que la longitud es negativa.
# Con eso ya reconoces dos.

# %% Rangos
print("columna     mínimo    mediana     máximo")
for column, values in enumerate(x_all.T):
    print(f"{column:7d} {values.min():10.2f} {np.median(values):10.2f} "
          f"{values.max():10.2f}")

# %% [markdown]
# Los rangos son muy distintos: sin escalar, la columna de los números grandes
# mandaría sobre todas.
#
# ## Preparar
#
# El precio se pasa a cientos de miles de dólares, para que la red no tenga
# que llegar a números enormes desde pesos pequeños. Las entradas se
# estandarizan, pero **no aquí**: la media y la desviación se aprenden dentro
# de cada pliegue, solo con su parte de entrenamiento.

# %% Unidades
UNIT = 100_000  # dólares
y_all, y_test = dollars / UNIT, test_dollars / UNIT

# %% [markdown]
# ## El listón
#
# Con 480 barrios, una validación de cien sería cuestión de suerte. Partimos
# el entrenamiento en cuatro pliegues: cada barrio se valida una vez, con un
# modelo que no lo ha visto. La nota es el **error absoluto medio** (MAE), que
# se lee en dólares.
#
# La línea base predice siempre la media. El modelo lineal es el *ridge*, una
# suma ponderada con penalización L2.

# %% Línea base y modelo lineal
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

folds = KFold(4, shuffle=True, random_state=42)
rivals = {
    "media": DummyRegressor(),
    "lineal": make_pipeline(StandardScaler(), Ridge()),
}
validation = {}
for name, model in rivals.items():
    errors = -cross_val_score(model, x_all, y_all, cv=folds,
                              scoring="neg_mean_absolute_error")
    validation[name] = errors.mean() * UNIT
    print(f"{name:7s} MAE {validation[name]:6.0f} $ "
          f"± {errors.std() * UNIT:.0f} entre pliegues")

# %% [markdown]
# ## La red
#
# Dos capas de 64 neuronas y una salida **sin activación**: un precio puede
# ser cualquier número. Es la red del libro de Chollet.

# %% Construir
def build(seed=42):
    """La red, compilada y sin entrenar."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([
        keras.Input(shape=(8,)),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(1),
    ])
    model.compile(optimizer="adam", loss="mean_squared_error",
                  metrics=["mean_absolute_error"])
    return model


print(f"parámetros: {build().count_params()}")

# %% [markdown]
# Diez veces más parámetros que barrios: puede memorizarlos. La validación
# cruzada dirá cuándo parar.

# %% Validación cruzada
EPOCHS = 130  # las del libro
train_curves, val_curves = [], []
for known, held_out in folds.split(x_all):
    scaler = StandardScaler().fit(x_all[known])
    history = build().fit(
        scaler.transform(x_all[known]),
        y_all[known],
        epochs=EPOCHS,
        batch_size=16,
        validation_data=(scaler.transform(x_all[held_out]),
                         y_all[held_out]),
        verbose=0,
    )
    train_curves.append(history.history["mean_absolute_error"])
    val_curves.append(history.history["val_mean_absolute_error"])

val_curve = np.mean(val_curves, axis=0)  # (épocas,)
n_epochs = int(val_curve.argmin()) + 1
validation["red"] = val_curve.min() * UNIT
print(f"menor MAE de validación: {validation['red']:.0f} $, "
      f"en la época {n_epochs}")

# %% Curvas
epochs = np.arange(1, EPOCHS + 1)
fig, ax = plt.subplots(figsize=(3.75, 3.4))
ax.plot(epochs, np.mean(train_curves, axis=0) * UNIT / 1000,
        label="entrenamiento")
ax.plot(epochs, val_curve * UNIT / 1000, "--", label="validación")
ax.axhline(validation["lineal"] / 1000, color="C5", linestyle=":",
           label="lineal")
ax.set(xlabel="Época", ylabel="MAE (miles de $)",
       ylim=(0, 1.2 * validation["media"] / 1000))
ax.legend()
ax.grid()
plt.show()

# %% [markdown]
# La época elegida es la del mínimo de una curva que sube y baja: su error en
# la validación es algo optimista. Por eso falta la prueba.
#
# ## La prueba, una sola vez
#
# Los tres modelos se entrenan con los 480 barrios, y a la prueba se le aplica
# la escala que se aprendió con ellos. La red se entrena con tres semillas,
# porque una sola puede tener suerte.

# %% El examen
scaler = StandardScaler().fit(x_all)
scaled_all, scaled_test = scaler.transform(x_all), scaler.transform(x_test)

errors = {}  # de cada barrio, en dólares
for name, model in rivals.items():
    answers = model.fit(x_all, y_all).predict(x_test)
    errors[name] = np.abs(answers - y_test) * UNIT

network_errors = []  # (semillas, barrios)
for seed in range(3):
    final = build(seed)
    final.fit(scaled_all, y_all, epochs=n_epochs, batch_size=16, verbose=0)
    answers = final.predict(scaled_test, verbose=0).ravel()
    network_errors.append(np.abs(answers - y_test) * UNIT)
errors["red"] = np.mean(network_errors, axis=0)  # media de las semillas

# %% [markdown]
# ## Lo que está publicado
#
# **La misma red**, con estos mismos 600 barrios y 130 épocas: un MAE de
# **0.31**, es decir, unos **31 000 dólares**. F. Chollet y M. Watson, *Deep
# Learning with Python*, 3.ª ed., Manning, 2025, capítulo 4. Las dos primeras
# ediciones usaban otros datos, los de Boston, que hoy se evitan porque
# incluyen una variable racial. No conocemos ningún resultado publicado de un
# modelo lineal con esta versión de 600 barrios: la comparación la pones tú.

# %% Comparar
rng = np.random.default_rng(42)
n_test = len(y_test)
picks = rng.integers(n_test, size=(5000, n_test))  # con repetición

for name, one in errors.items():
    error = one[picks].mean(axis=1).std()  # el error típico
    print(f"{name:16s} MAE {one.mean():6.0f} $ ± {error:.0f}")
print("publicado (red)  MAE  31000 $")
by_seed = np.mean(network_errors, axis=1)  # el MAE de cada semilla
print(f"desviación de la red entre semillas: {by_seed.std():.0f} $")
gaps = (errors["red"] - errors["lineal"])[picks].mean(axis=1)
low, high = np.quantile(gaps, [0.025, 0.975])
print(f"diferencia, red menos lineal: de {low:+.0f} a {high:+.0f} $")

# %% [markdown]
# El ± es el **error típico**, sacado con el remuestreo de la lección 3.10: lo
# que cambiaría el MAE con otros 120 barrios. No lo confundas con la desviación
# entre semillas. Una distancia con lo publicado menor que dos errores típicos
# no vale la pena discutirla.
#
# La última línea compara los dos modelos en **los mismos barrios**: si el
# intervalo no contiene el cero, no es suerte. Negativo, gana la red.

# %% Predicho y verdadero
fig, ax = plt.subplots(figsize=(3.75, 3.5))
ax.plot(y_test, answers, "o", alpha=0.6)
limits = [0, max(y_test.max(), answers.max()) * 1.05]
ax.plot(limits, limits, "--", color="C5")
ax.set(xlabel="Precio verdadero (100 000 $)", ylabel="Predicho",
       xlim=limits, ylim=limits)
ax.grid()
plt.show()

# %% [markdown]
# Sobre la diagonal, la predicción es perfecta. Mira la columna de puntos del
# precio máximo, si la hay: son los precios recortados, y ahí el error que
# mides no es del todo de la red.
#
# ## Ejercicios
#
# **1. Todos los barrios.** Repite con `version="large"`. ¿Cuánto baja el
# error de cada modelo? ¿Cuál aprovecha más los datos?
#
# <details><summary>Pista</summary>
#
# Con 16 512 barrios no hace falta validación cruzada: aparta una quinta
# parte. Sube el lote a 128 y las épocas tardarán lo mismo. Cuidado: la prueba
# es otra, así que los errores de las dos versiones no se comparan uno a uno.
#
# </details>
#
# **2. Olvidar escalar la prueba.** Evalúa la red final con `x_test` en vez de
# `scaled_test`. ¿Qué MAE sale?
#
# <details><summary>Solución</summary>
#
# Un disparate, peor que el de la media: la red espera números entre −3 y 3
# más o menos, y recibe miles. Si un error no baja del de la línea base, no es
# un modelo mediocre: es un fallo que hay que buscar.
#
# </details>
#
# **3. ¿Para qué la latitud?** Quita las dos columnas que reconociste como
# latitud y longitud, y repite la validación cruzada con los tres modelos.
# ¿Quién pierde más?
#
# <details><summary>Pista</summary>
#
# `np.delete(x_all, [i, j], axis=1)` las quita, y la red pasa a tener seis
# entradas. La zona importa, y no en línea recta: el modelo lineal solo puede
# decir «más al norte, más caro» o al revés.
#
# </details>
