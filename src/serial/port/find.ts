import type { Binding, PortInfo } from './binding.ts'
import { PortError } from './errors.ts'
import { type PortName, portNameText } from './name.ts'

/** Every serial port that the operating system knows of. @throws PortError `port-unlisted` */
export async function listPorts(binding: Binding): Promise<readonly PortInfo[]> {
  try {
    return await binding.list()
  } catch (error) {
    throw new PortError('port-unlisted', (error as Error).message, { cause: error })
  }
}

/** Where the port of this name is now. @throws PortError `port-absent`, `port-ambiguous`, `port-unlisted` */
export async function findPort(binding: Binding, name: PortName): Promise<string> {
  if (name.kind === 'path') return name.path
  const found = (await listPorts(binding)).filter(
    ({ vendorId, productId, serialNumber }) =>
      vendorId?.toLowerCase() === name.vendorId &&
      productId?.toLowerCase() === name.productId &&
      (name.serialNumber === undefined || serialNumber === name.serialNumber),
  )
  const [port] = found
  if (!port) throw new PortError('port-absent', `${portNameText(name)} is not plugged in`)
  if (found.length > 1) {
    const paths = found.map(({ path }) => path).join(', ')
    throw new PortError('port-ambiguous', `${portNameText(name)} are several: ${paths}`)
  }
  return port.path
}
