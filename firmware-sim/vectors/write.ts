import { writeFileSync } from 'node:fs'
import { collarVectors } from './collar-vectors.ts'

/** `node firmware-sim/vectors/write.ts && npx biome format --write hardware-tests/vectors` */
const path = new URL('../../hardware-tests/vectors/collar.json', import.meta.url)
writeFileSync(path, `${JSON.stringify(collarVectors(), null, 2)}\n`)
