// Of what Deno, Bun and Workers add to the language, as much as the examples use: their whole types contradict each other,
// and one check reads all of the examples.

declare const Deno: {
  readonly env: { get(name: string): string | undefined }
  serve(
    options: { port: number; hostname: string },
    handler: (request: Request, info: { remoteAddr: { hostname: string } }) => Response | Promise<Response>,
  ): { shutdown(): Promise<void> }
  readonly stdin: { readonly readable: ReadableStream<Uint8Array> }
  addSignalListener(signal: 'SIGINT' | 'SIGTERM', listener: () => void): void
  exit(): never
}

declare const Bun: {
  readonly stdin: { text(): Promise<string> }
  serve(options: {
    port: number
    hostname: string
    maxRequestBodySize?: number
    fetch(
      request: Request,
      server: { requestIP(request: Request): { address: string } | null },
    ): Response | Promise<Response>
    error?(error: Error): Response
  }): { stop(): Promise<void> }
}

declare module 'bun:sqlite' {
  type Value = string | number | null
  export class Database {
    constructor(file: string)
    exec(sql: string): void
    prepare(sql: string): {
      run(...values: Value[]): { changes: number }
      get(...values: Value[]): unknown
      all(...values: Value[]): unknown[]
    }
    close(): void
  }
}
