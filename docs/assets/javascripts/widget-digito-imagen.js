// De unos trazos a la imagen de 8×8 que espera la red: lo que NIST hizo con los dígitos del conjunto.
// Un trazo es una lista de puntos [x, y], con la y hacia abajo, en cualquier unidad.

export const SIDE = 32; // puntos por lado del mapa; cuatro por cada píxel de la imagen
export const PIXELS = 8;
const WIDTH = 20; // en los datos, un dígito llena la altura y ocupa, como mucho, 20 puntos de ancho
const EDGE = 0.04; // parte de la altura que cuenta como «la fila de arriba» y «la de abajo»
const MAX_SLOPE = 0.6;
const MAX_SQUEEZE = 3; // lo que se puede estirar la altura más que el ancho
const MAX_WIDEN = 1.5; // y el ancho más que la altura: sin ello se tapa el hueco de un 0 estrecho
const MIN_SIZE = 8; // de un dibujo, en centésimas de la hoja
const SPACING = 0.4; // distancia entre dos puntos de un trazo, en puntos de un mapa
const MIN_PEN = 2;
const MAX_PEN = 20;
const BLOCK = SIDE / PIXELS;

/** Convierte los trazos en un mapa de 32×32 ceros y unos, y en una imagen de 8×8, de 0 a 16. */
export function toImage(strokes, ink) {
  const bitmap = toBitmap(strokes, ink);
  return { bitmap, image: countBlocks(bitmap) };
}

/** Por qué no hay nada que leer en el dibujo; nada, si lo hay. */
export function problemOf(strokes, bitmap) {
  const points = strokes.flat();
  const sizes = [0, 1].map((axis) => extent(points.map((point) => point[axis]))[1]);
  if (Math.max(...sizes) < MIN_SIZE) return "Dibuja algo más grande.";
  const inked = (row) => bitmap.subarray(row * SIDE, (row + 1) * SIDE).includes(1);
  return inked(0) && inked(SIDE - 1) ? "" : "No lo veo claro: un dígito llena la altura, y este dibujo no.";
}

/** Cuenta los puntos encendidos de cada bloque de 4×4. */
export function countBlocks(bitmap) {
  const image = new Float64Array(PIXELS * PIXELS);
  for (let i = 0; i < bitmap.length; i++) {
    const row = Math.floor(i / SIDE / BLOCK);
    const column = Math.floor((i % SIDE) / BLOCK);
    image[row * PIXELS + column] += bitmap[i];
  }
  return image;
}

/** Endereza y escala los trazos, y busca el grosor de la pluma que gasta `ink` puntos. */
function toBitmap(strokes, ink) {
  const path = straighten(fill(strokes));
  let [low, high] = [MIN_PEN, MAX_PEN];
  for (let i = 0; i < 9; i++) {
    const pen = (low + high) / 2;
    const used = draw(path, pen).reduce((sum, point) => sum + point, 0);
    if (used > ink) high = pen;
    else low = pen;
  }
  return draw(path, (low + high) / 2);
}

/** Rellena los huecos entre puntos: un ratón rápido deja muy pocos. */
function fill(strokes) {
  const points = strokes.flat();
  const size = Math.max(...[0, 1].map((axis) => extent(points.map((point) => point[axis]))[1]));
  const spacing = (SPACING * size) / SIDE || 1;
  return strokes.map((stroke) => [
    stroke[0],
    ...stroke.slice(1).flatMap(([x1, y1], i) => {
      const [x0, y0] = stroke[i];
      const steps = Math.ceil(Math.hypot(x1 - x0, y1 - y0) / spacing);
      return Array.from({ length: steps }, (_, k) => {
        const share = (k + 1) / steps;
        return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
      });
    }),
  ]);
}

/** Deja el borde izquierdo de la fila de arriba y el de la de abajo en la misma vertical. */
function straighten(strokes) {
  const points = strokes.flat();
  const [top, height] = extent(points.map(([, y]) => y));
  if (height === 0) return strokes;
  const left = (near) => Math.min(...points.filter(([, y]) => near((y - top) / height)).map(([x]) => x));
  const slope = (left((t) => t >= 1 - EDGE) - left((t) => t <= EDGE)) / height;
  const shear = Math.max(-MAX_SLOPE, Math.min(MAX_SLOPE, slope));
  return strokes.map((stroke) => stroke.map(([x, y]) => [x - shear * y, y]));
}

/** Enciende los puntos del mapa que toca una pluma redonda de ese grosor. */
function draw(strokes, pen) {
  const points = strokes.flat();
  const [left, width] = extent(points.map(([x]) => x));
  const [top, height] = extent(points.map(([, y]) => y));
  const free = (WIDTH - pen) / (width || 1e-9); // lo que cabe, contando el grosor
  const tall = Math.min((SIDE - pen) / (height || 1e-9), MAX_SQUEEZE * free);
  const scale = [Math.min(free, MAX_WIDEN * tall), tall];
  const place = ([x, y]) => [
    SIDE / 2 + (x - left - width / 2) * scale[0],
    SIDE / 2 + (y - top - height / 2) * scale[1],
  ];
  const bitmap = new Uint8Array(SIDE * SIDE);
  for (const point of points) stamp(bitmap, ...place(point), pen / 2);
  return bitmap;
}

/** Enciende los puntos cuyo centro cae dentro del círculo. */
function stamp(bitmap, x, y, radius) {
  const from = (value) => Math.max(0, Math.ceil(value - radius - 0.5));
  const to = (value) => Math.min(SIDE - 1, Math.floor(value + radius - 0.5));
  for (let row = from(y); row <= to(y); row++) {
    for (let column = from(x); column <= to(x); column++) {
      if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= radius) bitmap[row * SIDE + column] = 1;
    }
  }
}

/** Devuelve el menor de los valores y la distancia al mayor. */
function extent(values) {
  const low = Math.min(...values);
  return [low, Math.max(...values) - low];
}
