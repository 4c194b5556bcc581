import type { TelemetryCore } from './embedded-core.ts'

/** The calls that a line carries: the core's own, by name. */
export type CoreCalls = Omit<TelemetryCore, 'close'>
export type CoreCall = keyof CoreCalls

/** The way to a core, wherever it runs. */
export type CoreLine = {
  /** @throws CoreFault when the core threw, or is no longer there */
  call<K extends CoreCall>(name: K, ...args: Parameters<CoreCalls[K]>): Promise<ReturnType<CoreCalls[K]>>
  /** Lets what was called finish, then closes the core. */
  close(): Promise<void>
}

/** What a core threw, in a form that crosses a thread: a caller's fault (`range`) or the engine's. */
export class CoreFault extends Error {
  readonly kind: 'range' | 'engine'
  constructor(kind: CoreFault['kind'], message: string) {
    super(message)
    this.name = 'CoreFault'
    this.kind = kind
  }
}

/** Whatever a core threw, as a fault that can cross to another thread. */
export function asCoreFault(thrown: unknown): CoreFault {
  if (thrown instanceof CoreFault) return thrown
  if (thrown instanceof RangeError) return new CoreFault('range', thrown.message)
  return new CoreFault('engine', thrown instanceof Error ? thrown.message : String(thrown))
}

/** Calls a core by name. The one place where the name of a call and its arguments are taken to belong together. */
export function callCore(core: TelemetryCore, name: CoreCall, args: readonly unknown[]): unknown {
  return (core[name] as (...args: readonly unknown[]) => unknown)(...args)
}

/** A core in this very thread: tests own every step of it. */
export function inlineLine(core: TelemetryCore): CoreLine {
  return {
    async call(name, ...args) {
      try {
        return callCore(core, name, args) as ReturnType<CoreCalls[typeof name]>
      } catch (thrown) {
        throw asCoreFault(thrown)
      }
    },
    async close() {
      core.close()
    },
  }
}
