import { origin, type Setting, Unfit } from './setting.ts'

const HOST = /^\.?[a-z0-9-]+(\.[a-z0-9-]+)+$/

/** The names of pushes. */
export const PUSH_SETTINGS = {
  pushServices: {
    name: 'KOPPEL_PUSH_SERVICES',
    meaning:
      'Push services that pushes may go to, apart by commas, in place of those of the usual browsers: `push.example` is a host, `.push.example` all below it, `http://127.0.0.1:9000` one address',
    otherwise: 'those of Chrome, Edge, Firefox and Safari',
    read(text): string[] {
      return text.split(',').map((entry) => {
        const service = entry.trim().toLowerCase()
        if (service.includes('://')) return origin(service)
        if (!HOST.test(service)) throw new Unfit('must be hosts or addresses, apart by commas')
        return service
      })
    },
  },
} as const satisfies Record<string, Setting<unknown>>
