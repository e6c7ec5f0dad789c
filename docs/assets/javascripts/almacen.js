// Lo que el curso guarda en este navegador. Nada se envía. Si el navegador no deja guardar,
// o lo guardado está roto, la página funciona igual.

const PREFIX = "redes-neuronales:";
const ROOT = new URL(JSON.parse(document.getElementById("__config").textContent).base, location.href);

/** Devuelve el objeto guardado con ese nombre, o null. */
export function read(name) {
  try {
    const data = JSON.parse(localStorage.getItem(PREFIX + name));
    return isObject(data) ? data : null;
  } catch {
    return null;
  }
}

/** Guarda un objeto; dice si se ha podido. */
export function write(name, data) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(data));
    return true;
  } catch {
    return false; // modo privado o sin espacio
  }
}

/** Devuelve todo lo guardado: de cada nombre, su objeto. */
export function readAll() {
  return Object.fromEntries(names().map((name) => [name, read(name)]).filter(([, data]) => data));
}

/** Borra todo lo que el curso ha guardado, y nada más. */
export function eraseAll() {
  for (const name of names()) localStorage.removeItem(PREFIX + name);
}

function names() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    return keys.map((key) => key.slice(PREFIX.length)).sort();
  } catch {
    return [];
  }
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Devuelve el nombre de una página: su ruta desde la raíz del sitio, con o sin servidor. */
export function pageOf(url) {
  const { pathname } = new URL(url, location.href);
  if (!pathname.startsWith(ROOT.pathname)) return "";
  return pathname.slice(ROOT.pathname.length).replace(/(^|\/)index\.html$|\.html$|\/$/, "");
}
