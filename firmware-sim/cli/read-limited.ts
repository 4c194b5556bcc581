import { open } from 'node:fs/promises'

/** The text of a file. @throws Error when it is greater, or cannot be read */
export async function readLimited(path: string, bytes_max: number): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size > bytes_max) throw new Error(`${path} is greater than ${bytes_max} bytes`)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}
