import { writeFileSync } from 'node:fs'
import type { Fields } from '../codec.ts'
import { collarVectors } from './collar-vectors.ts'
import { dongleVectors } from './dongle/dongle-vectors.ts'

/** `node firmware-sim/vectors/write.ts && npx biome format --write hardware-tests/vectors` */
write('collar', collarVectors())
write('dongle', dongleVectors())

function write(name: string, vectors: Fields): void {
  const path = new URL(`../../hardware-tests/vectors/${name}.json`, import.meta.url)
  writeFileSync(path, `${JSON.stringify(vectors, null, 2)}\n`)
}
