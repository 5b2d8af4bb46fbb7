export {}

declare global {
  /** The global of every page of the race tests, for what they evaluate there. */
  const bench: typeof import('./page.js').bench
}
