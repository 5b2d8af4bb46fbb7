// What the tests import of Cloudflare's runtime.
declare module 'cloudflare:workers' {
  export const env: Record<string, unknown>
}
