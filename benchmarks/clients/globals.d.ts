export {}

declare global {
  /** The global of the pages of this benchmark, for what it evaluates there. */
  const race: typeof import('./page.js').race
}
