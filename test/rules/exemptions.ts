import type { Exemptions } from './fault.ts'

const ONE_OBJECT =
  'makes one object: its short methods share the state above them, and would share a bag of it otherwise'

/** Files that are longer than a file may be. */
export const LONG_FILES: Exemptions = {
  'web/src/api-types.ts': 'made from the API’s description by src/http/openapi/typescript.ts, and not written by hand',
}

/** Functions that are longer than a function may be. */
export const LONG_FUNCTIONS: Exemptions = {
  'src/flows/deliver.ts startDelivery': ONE_OBJECT,
  'test/dialogue/desk-world.ts openDeskWorld': ONE_OBJECT,
  'test/world.ts openWorld': ONE_OBJECT,
  'test/world/memory-broker.ts memoryBroker': ONE_OBJECT,
}

/** Files that ask the machine for time or chance; everybody else is handed a `Clock` and a `Random`. */
export const WORLDLY: Exemptions = {
  'src/std/clock.ts': 'the machine’s clock',
  'src/std/random.ts': 'the machine’s randomness',
  'src/std/turn.ts': 'one turn of the event loop, in which no time is involved',
  'src/std/manual-clock.ts': 'lets promises run while time stands still',
  'web/src/browser.ts': 'the browser’s clock and randomness',
  'web/src/api.ts': 'gives a request up after a time that the browser measures',
  'web/dev/mock-redemptions.ts': 'stands in for a server while the console is being drawn; never shipped',
  'web/dev/mock-server.ts': 'stands in for a server while the console is being drawn; never shipped',
}
