/**
 * given leaves out what was not said, so that a default is stated in one place, by whoever reads the options.
 *
 * @template {Record<string, unknown>} T
 * @param {T} values
 * @returns {{ [K in keyof T]?: Exclude<T[K], undefined> }}
 */
export function given(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined)
  return /** @type {{ [K in keyof T]?: Exclude<T[K], undefined> }} */ (Object.fromEntries(kept))
}
