import type { BindingInterface, BindingPortInterface, OpenOptions, PortInfo } from '@serialport/bindings-cpp'

/** What serial ports there are, and opening one: the operating system's, or one in memory. */
export type Binding = BindingInterface
export type BindingPort = BindingPortInterface
export type { OpenOptions, PortInfo }

/** The operating system's ports. Loads native code, which aborts in a worker thread (bindings-cpp 13.0.1): for the main thread alone. */
export async function systemBinding(): Promise<Binding> {
  const [{ autoDetect }, { guarded }] = await Promise.all([import('@serialport/bindings-cpp'), import('./guard.ts')])
  return guarded(autoDetect())
}
